using System.Collections.Concurrent;

namespace NovaDockerNet.Netlink.Sockets;

/// <summary>
/// The one thread on which route requests block. The kernel serves them inside send(2) under its global rtnl mutex, which a mass removal of
/// namespaces can hold for seconds: a second thread would only wait beside it, and blocked thread-pool threads would starve the process.
/// </summary>
internal sealed class NetlinkWorker
{
    private readonly BlockingCollection<Action> _queue = [];

    private NetlinkWorker() => new Thread(Run, maxStackSize: 256 * 1024) { Name = "netlink", IsBackground = true }.Start();

    internal static NetlinkWorker Shared { get; } = new();

    /// <summary>A request that was begun is always finished, for its answers would otherwise stay in the socket; cancelling drops it from the queue.</summary>
    internal Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add(
            () =>
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    completion.SetCanceled(cancellationToken);
                    return;
                }

                try
                {
                    completion.SetResult(work());
                }
                catch (Exception exception)
                {
                    completion.SetException(exception);
                }
            },
            CancellationToken.None);
        return completion.Task;
    }

    private void Run()
    {
        foreach (var action in _queue.GetConsumingEnumerable()) action();
    }
}
