using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NovaDockerNet.Virt.Images.Layers;

/// <summary>File calls with names as the bytes they are, each with its zero at the end: what guests call their files need not be UTF-8.</summary>
static partial class FileCalls
{
    public const int CurrentFolder = -100; // AT_FDCWD
    public const int DoNotFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    public const uint BasicStatus = 0x7ff; // STATX_BASIC_STATS

    public const int NoData = 61; // ENODATA
    public const int NotSupported = 95; // EOPNOTSUPP

    // uapi asm-generic/fcntl.h; arm has its own O_DIRECTORY and O_NOFOLLOW.
    private static readonly bool s_arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    public static int OpenFolder { get; } = 0x80000 | (s_arm ? 0x4000 | 0x8000 : 0x10000 | 0x20000); // O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW

    public static int OpenFile { get; } = 0x80000 | (s_arm ? 0x8000 : 0x20000); // O_RDONLY | O_CLOEXEC | O_NOFOLLOW

    // int openat(int dirfd, const char *pathname, int flags);
    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    public static partial int OpenAt(int folder, byte[] name, int flags);

    // int statx(int dirfd, const char *pathname, int flags, unsigned int mask, struct statx *statxbuf);
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static partial int StatX(int folder, byte[] name, int flags, uint mask, out FileStatus status);

    // ssize_t readlinkat(int dirfd, const char *pathname, char *buf, size_t bufsiz);
    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    public static partial nint ReadLinkAt(int folder, byte[] name, [Out] byte[] buffer, nint size);

    // ssize_t lgetxattr(const char *path, const char *name, void *value, size_t size);
    [LibraryImport("libc", EntryPoint = "lgetxattr", SetLastError = true)]
    public static partial nint LGetXAttr(byte[] path, byte[] attribute, [Out] byte[] value, nint size);

    // DIR *fdopendir(int fd);
    [LibraryImport("libc", EntryPoint = "fdopendir", SetLastError = true)]
    public static partial nint FdOpenDir(int folder);

    // struct dirent *readdir(DIR *dirp);
    [LibraryImport("libc", EntryPoint = "readdir", SetLastError = true)]
    public static partial nint ReadDir(nint stream);

    // int closedir(DIR *dirp);
    [LibraryImport("libc", EntryPoint = "closedir", SetLastError = true)]
    public static partial int CloseDir(nint stream);

    /// <summary>The bytes of the d_name of a dirent. readdir(3): d_ino 8, d_off 8, d_reclen 2, d_type 1.</summary>
    public static unsafe ReadOnlySpan<byte> NameOf(nint entry) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)entry + 19);

    public static SafeFileHandle OpenFileAt(int folder, byte[] name)
    {
        var file = OpenAt(folder, name, OpenFile);
        return file < 0 ? throw Failure("open", name) : new SafeFileHandle(file, ownsHandle: true);
    }

    /// <summary>What the call that has just failed says.</summary>
    public static IOException Failure(string call, ReadOnlySpan<byte> name)
    {
        var errno = Marshal.GetLastPInvokeError();
        return new IOException($"{call} {System.Text.Encoding.UTF8.GetString(name).TrimEnd('\0')}: {Marshal.GetPInvokeErrorMessage(errno)}", errno);
    }
}
