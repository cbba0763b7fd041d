using System.Runtime.InteropServices;

namespace NovaDockerNet.Netlink.Interop;

/// <summary>unistd.h</summary>
internal static partial class Unistd
{
    // int close(int fd);
    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int fd);

    // int unlink(const char *pathname);
    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unlink(string path);
}
