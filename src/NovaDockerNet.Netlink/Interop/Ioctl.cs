using System.Runtime.InteropServices;

namespace NovaDockerNet.Netlink.Interop;

/// <summary>sys/ioctl.h with the requests of linux/sockios.h and linux/nsfs.h</summary>
internal static partial class Ioctl
{
    internal const nuint SIOCETHTOOL = 0x8946;
    internal const nuint NS_GET_NSTYPE = 0xb703;

    // int ioctl(int fd, unsigned long request, ...);
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static unsafe partial int Call(FileDescriptor fd, nuint request, void* argument);
}
