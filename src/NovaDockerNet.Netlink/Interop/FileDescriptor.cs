using Microsoft.Win32.SafeHandles;

namespace NovaDockerNet.Netlink.Interop;

/// <summary>An open descriptor that is not a .NET file or socket: AF_NETLINK, AF_PACKET, a namespace.</summary>
internal sealed class FileDescriptor : SafeHandleMinusOneIsInvalid
{
    public FileDescriptor()
        : base(ownsHandle: true)
    {
    }

    protected override bool ReleaseHandle() => Unistd.Close((int)handle) == 0;
}
