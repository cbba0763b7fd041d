using System.Runtime.InteropServices;

namespace NovaDockerNet.Virt.IntegrationTests;

/// <summary>What no program of the test image can make of a file.</summary>
internal static partial class GuestFiles
{
    // struct vfs_cap_data, revision 2, effective: permitted cap_net_raw. capabilities(7)
    private static readonly byte[] s_netRaw = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>As setcap(8) does.</summary>
    public static void GiveCapability(string path)
    {
        if (SetXAttr(path, "security.capability", s_netRaw, s_netRaw.Length, 0) != 0)
            throw new IOException($"setxattr {path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public static void MakeSocket(string path)
    {
        if (MkNod(path, 0xc180, 0) != 0)
            throw new IOException($"mknod {path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    // int mknod(const char *pathname, mode_t mode, dev_t dev);
    [LibraryImport("libc", EntryPoint = "mknod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MkNod(string path, uint mode, ulong device);

    // int setxattr(const char *path, const char *name, const void *value, size_t size, int flags);
    [LibraryImport("libc", EntryPoint = "setxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetXAttr(string path, string name, byte[] value, nint size, int flags);
}
