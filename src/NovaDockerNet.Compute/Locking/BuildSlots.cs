using NovaDockerNet.Compute.Telemetry;

namespace NovaDockerNet.Compute.Locking;

/// <summary>How many builds, or snapshots, run at once; 0 is unlimited. nova: ComputeManager._build_semaphore, _snapshot_semaphore.</summary>
sealed class BuildSlots(int maxConcurrent) : IDisposable
{
    private readonly SemaphoreSlim? _slots = maxConcurrent > 0 ? new SemaphoreSlim(maxConcurrent) : null;

    public async Task<IDisposable> AcquireAsync(CancellationToken cancellationToken)
    {
        if (_slots is not null)
            await ComputeTelemetry.WaitAsync("build_slot", _slots.WaitAsync(cancellationToken));
        return new Slot(_slots);
    }

    public void Dispose() => _slots?.Dispose();

    private sealed class Slot(SemaphoreSlim? slots) : IDisposable
    {
        private bool _released;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref _released, true))
                slots?.Release();
        }
    }
}
