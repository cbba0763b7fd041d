using System.Runtime.InteropServices;

namespace NovaDockerNet.Netlink.Interop;

/// <summary>sys/mount.h</summary>
internal static partial class Mount
{
    internal const ulong MS_NOSUID = 2;
    internal const ulong MS_NODEV = 4;
    internal const ulong MS_NOEXEC = 8;
    internal const ulong MS_BIND = 4096;
    internal const ulong MS_PRIVATE = 1 << 18;
    internal const int MNT_DETACH = 2;

    // int mount(const char *source, const char *target, const char *filesystemtype, unsigned long mountflags, const void *data);
    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Call(string? source, string target, string? fileSystemType, ulong flags, string? data);

    // int umount2(const char *target, int flags);
    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Detach(string target, int flags);
}
