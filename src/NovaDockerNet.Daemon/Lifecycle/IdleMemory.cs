namespace NovaDockerNet.Daemon.Lifecycle;

/// <summary>Gives back the memory that work has left behind, once the work is done.</summary>
/// <remarks>
/// .NET collects because memory is asked for. An idle service asks for little, so the heap of its last burst would stay until the next one;
/// a collection that gives pages back takes some 5 ms, for which nobody waits.
/// </remarks>
internal sealed class IdleMemory(Func<long> allocatedBytes, Action collect, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Of allocations in an interval: periodic tasks of an otherwise idle service stay below it, one operation on a server does not.</summary>
    public const long Quiet = 1 << 20;

    /// <summary>Of allocations since the last collection of ours.</summary>
    public const long WorthIt = 8 << 20;

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private long _before;
    private long _collected;

    public IdleMemory(TimeProvider time)
        : this(static () => GC.GetTotalAllocatedBytes(), static () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true), time)
    {
    }

    public void Start() => _running = RunAsync(_stopping.Token);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>Once in each <see cref="Interval"/>.</summary>
    internal void Look()
    {
        var now = allocatedBytes();
        if (now - _before < Quiet && now - _collected >= WorthIt)
        {
            collect();
            _collected = now;
        }
        _before = now;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
            Look();
    }
}
