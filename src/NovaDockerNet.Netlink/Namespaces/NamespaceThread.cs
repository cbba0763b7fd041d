using NovaDockerNet.Netlink.Interop;

namespace NovaDockerNet.Netlink.Namespaces;

/// <summary>
/// Runs short synchronous work inside another network namespace, on a thread made for it. A thread that .NET starts inherits the namespace of
/// the thread that started it, so the work must not await, queue or time anything, and the task completes only after the thread is back home.
/// </summary>
internal static class NamespaceThread
{
    private const string Own = "/proc/thread-self/ns/net";

    /// <summary>Enters an existing namespace.</summary>
    internal static Task<T> RunInAsync<T>(FileDescriptor target, Func<T> work) => RunAsync(
        () => LinuxException.Check(Sched.SetNs(target, Sched.CLONE_NEWNET), "setns"),
        work);

    /// <summary>Makes a namespace that lives as long as the work pins it (by a mount or an open socket).</summary>
    internal static Task<T> RunInNewAsync<T>(Func<T> work) => RunAsync(
        () => LinuxException.Check(Sched.Unshare(Sched.CLONE_NEWNET), "unshare(CLONE_NEWNET)"),
        work);

    private static Task<T> RunAsync<T>(Action enter, Func<T> work)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(
            () =>
            {
                try
                {
                    completion.SetResult(EnterAndReturn(enter, work));
                }
                catch (Exception exception)
                {
                    completion.SetException(exception);
                }
            },
            maxStackSize: 256 * 1024)
        {
            Name = "netns",
            IsBackground = true,
        };
        thread.Start();
        return completion.Task;
    }

    private static T EnterAndReturn<T>(Action enter, Func<T> work)
    {
        using var home = Fcntl.Open(Own, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
        if (home.IsInvalid) throw LinuxException.Last($"open {Own}");
        // Into the namespace we are in: has the call compiled before it matters.
        LinuxException.Check(Sched.SetNs(home, Sched.CLONE_NEWNET), "setns");
        enter();
        try
        {
            return work();
        }
        finally
        {
            LinuxException.Check(Sched.SetNs(home, Sched.CLONE_NEWNET), "setns back");
        }
    }
}
