using System.Runtime.InteropServices;

namespace NovaDockerNet.Netlink.Interop;

/// <summary>fcntl.h</summary>
internal static partial class Fcntl
{
    internal const int O_RDONLY = 0;
    internal const int O_CREAT = 0x40;
    internal const int O_CLOEXEC = 0x80000;

    // int open(const char *pathname, int flags, mode_t mode);
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial FileDescriptor Open(string path, int flags, uint mode);
}
