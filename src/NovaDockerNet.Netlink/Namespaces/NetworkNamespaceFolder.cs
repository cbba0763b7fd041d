using System.Runtime.InteropServices;
using NovaDockerNet.Netlink.Interop;

namespace NovaDockerNet.Netlink.Namespaces;

/// <summary>
/// Named network namespaces: bind mounts onto files of one folder. The folder is a private tmpfs, so that no other process's mount namespace
/// receives the mounts made later; the file is unlinked on removal, which takes away copies made before.
/// </summary>
public sealed class NetworkNamespaceFolder(string path)
{
    public const string DefaultPath = "/run/nova-docker-net/netns";

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string PathOf(string name) => System.IO.Path.Combine(Path, Checked(name));

    /// <summary>Makes the folder and its private mount unless they are there.</summary>
    public void Ensure()
    {
        Directory.CreateDirectory(Path);
        if (!MountTable.IsMountPoint(Path))
        {
            LinuxException.Check(
                Mount.Call("nova-docker-net", Path, "tmpfs", Mount.MS_NOSUID | Mount.MS_NODEV | Mount.MS_NOEXEC, "mode=0700,size=1m"),
                $"mount tmpfs on {Path}");
        }

        LinuxException.Check(Mount.Call(null, Path, null, Mount.MS_PRIVATE, null), $"make {Path} a private mount");
    }

    /// <summary>Opens the namespace, or makes it. Callers serialise by name.</summary>
    public async Task<NetworkNamespace> EnsureAsync(string name, CancellationToken cancellationToken)
        => TryOpen(name) ?? await CreateAsync(name, [], cancellationToken);

    /// <summary>
    /// Makes the namespace with these settings (see <see cref="Sysctl"/>). They are written before the namespace gets its name: one that can
    /// be opened has them.
    /// </summary>
    public async Task<NetworkNamespace> CreateAsync(
        string name, IReadOnlyList<KeyValuePair<string, string>> settings, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var file = PathOf(name);
        using (var created = Fcntl.Open(file, Fcntl.O_RDONLY | Fcntl.O_CREAT | Fcntl.O_CLOEXEC, 0))
        {
            if (created.IsInvalid) throw LinuxException.Last($"create {file}");
        }

        try
        {
            await NamespaceThread.RunInNewAsync(
                () =>
                {
                    Sysctl.Write(settings);
                    return LinuxException.Check(
                        Mount.Call("/proc/thread-self/ns/net", file, null, Mount.MS_BIND, null), $"bind a network namespace onto {file}");
                });
            return NetworkNamespace.Open(file);
        }
        catch
        {
            Delete(name);
            throw;
        }
    }

    /// <summary>Null if there is none; a file whose mount is gone counts as none.</summary>
    public NetworkNamespace? TryOpen(string name) => NetworkNamespace.TryOpen(PathOf(name));

    /// <summary>Unmounts and unlinks; the kernel removes the namespace and its devices some time after the last user has left. False if it was not there.</summary>
    public bool Delete(string name)
    {
        var file = PathOf(name);
        // Once per mount on the file: a creator that died between mount and return may have left one below ours.
        while (Mount.Detach(file, Mount.MNT_DETACH) == 0)
        {
        }

        var errno = Marshal.GetLastPInvokeError();
        if (errno is not (Errno.EINVAL or Errno.ENOENT)) throw new LinuxException($"umount {file}", errno);
        if (Unistd.Unlink(file) == 0) return true;
        var failure = LinuxException.Last($"unlink {file}");
        return failure.Errno == Errno.ENOENT ? false : throw failure;
    }

    /// <summary>Names of all files in the folder, also of those whose mount is gone: they have to be deleted as well.</summary>
    public IReadOnlyList<string> List()
        => Directory.Exists(Path) ? [.. Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)] : [];

    // Names come from callers as uuids; a separator in one would reach outside of the folder.
    private static string Checked(string name)
        => name.Length > 0 && name is not ("." or "..") && !name.Contains('/', StringComparison.Ordinal)
            ? name
            : throw new ArgumentException($"'{name}' is not a name for a network namespace", nameof(name));
}
