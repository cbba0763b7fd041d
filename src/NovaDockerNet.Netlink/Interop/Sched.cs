using System.Runtime.InteropServices;

namespace NovaDockerNet.Netlink.Interop;

/// <summary>sched.h</summary>
internal static partial class Sched
{
    internal const int CLONE_NEWNET = 0x40000000;

    // int unshare(int flags);
    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    internal static partial int Unshare(int flags);

    // int setns(int fd, int nstype);
    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    internal static partial int SetNs(FileDescriptor fd, int nsType);
}
