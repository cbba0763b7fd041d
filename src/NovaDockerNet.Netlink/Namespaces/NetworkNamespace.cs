using NovaDockerNet.Netlink.Interop;

namespace NovaDockerNet.Netlink.Namespaces;

/// <summary>An open network namespace. The handle keeps it alive, whatever becomes of the file.</summary>
public sealed class NetworkNamespace : IDisposable
{
    private NetworkNamespace(string path, FileDescriptor handle) => (Path, Handle) = (path, handle);

    /// <summary>The path it was opened by.</summary>
    public string Path { get; }

    internal FileDescriptor Handle { get; }

    /// <summary>Opens a namespace by its file: a bind mount of ours, /proc/PID/ns/net, /run/netns/NAME.</summary>
    /// <exception cref="LinuxException">ENOENT: no such file; EINVAL: the file is not a network namespace.</exception>
    public static NetworkNamespace Open(string path)
        => TryOpen(path) ?? throw new LinuxException($"open network namespace {path}", File.Exists(path) ? Errno.EINVAL : Errno.ENOENT);

    /// <summary>Null if there is no such file or it is an ordinary one: what is left when a mount went away or was never made.</summary>
    public static NetworkNamespace? TryOpen(string path)
    {
        var handle = Fcntl.Open(path, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
        if (handle.IsInvalid)
        {
            var failure = LinuxException.Last($"open {path}");
            return failure.Errno == Errno.ENOENT ? null : throw failure;
        }

        if (IsNetworkNamespace(handle)) return new NetworkNamespace(path, handle);
        handle.Dispose();
        return null;
    }

    /// <summary>Runs synchronous work inside, on a thread of its own. It must not await or start anything that outlives it.</summary>
    public Task<T> RunAsync<T>(Func<T> work) => NamespaceThread.RunInAsync(Handle, work);

    public Task RunAsync(Action work) => NamespaceThread.RunInAsync(
        Handle,
        () =>
        {
            work();
            return true;
        });

    public void Dispose() => Handle.Dispose();

    private static unsafe bool IsNetworkNamespace(FileDescriptor handle)
        => Ioctl.Call(handle, Ioctl.NS_GET_NSTYPE, null) == Sched.CLONE_NEWNET;
}
