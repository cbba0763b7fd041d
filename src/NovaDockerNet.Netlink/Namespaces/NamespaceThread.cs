using System.Collections.Concurrent;
using NovaDockerNet.Netlink.Interop;

namespace NovaDockerNet.Netlink.Namespaces;

/// <summary>
/// Runs short synchronous work inside another network namespace, on a thread that does nothing else. A thread that .NET starts inherits the namespace
/// of the thread that started it, so the work must not await, queue or time anything, and the task completes only after the thread is back home.
/// </summary>
internal sealed class NamespaceThread
{
    private const string Own = "/proc/thread-self/ns/net";

    // Making a thread takes longer than most of what is done on one. More than these would only lie about.
    private const int MostIdle = 4;

    private static readonly ConcurrentStack<NamespaceThread> s_idle = new();

    private readonly object _gate = new();

    // Does the work and returns what tells its caller.
    private Func<Action>? _given;
    private FileDescriptor? _home;
    private bool _isAway;

    private NamespaceThread()
    {
        // It outlives its first caller, so it takes nothing of that one's context.
        var thread = new Thread(Run, maxStackSize: 256 * 1024) { Name = "netns", IsBackground = true };
        thread.UnsafeStart();
    }

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
        var thread = s_idle.TryPop(out var idle) ? idle : new NamespaceThread();
        thread.Give(() =>
        {
            try
            {
                var result = thread.EnterAndReturn(enter, work);
                return () => completion.SetResult(result);
            }
            catch (Exception exception)
            {
                return () => completion.SetException(exception);
            }
        });
        return completion.Task;
    }

    private void Give(Func<Action> given)
    {
        lock (_gate)
        {
            _given = given;
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        for (var keep = true; keep;)
        {
            var tell = Take()();
            // Idle before the caller hears of it: its next work is then done here as well. A thread that did not come back home ends.
            keep = !_isAway && s_idle.Count < MostIdle;
            if (keep) s_idle.Push(this);
            tell();
        }

        _home?.Dispose();
    }

    private Func<Action> Take()
    {
        lock (_gate)
        {
            while (_given is null) Monitor.Wait(_gate);
            var given = _given;
            _given = null;
            return given;
        }
    }

    private T EnterAndReturn<T>(Action enter, Func<T> work)
    {
        var home = _home ??= OpenHome();
        enter();
        _isAway = true;
        try
        {
            return work();
        }
        finally
        {
            LinuxException.Check(Sched.SetNs(home, Sched.CLONE_NEWNET), "setns back");
            _isAway = false;
        }
    }

    private static FileDescriptor OpenHome()
    {
        var home = Fcntl.Open(Own, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
        if (home.IsInvalid) throw LinuxException.Last($"open {Own}");
        // Into the namespace we are in: has the call compiled before it matters.
        LinuxException.Check(Sched.SetNs(home, Sched.CLONE_NEWNET), "setns");
        return home;
    }
}
