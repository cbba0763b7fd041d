namespace NovaDockerNet.Compute.Locking;

/// <summary>How many builds run at once. nova: ComputeManager._build_semaphore, max_concurrent_builds (0 = unlimited).</summary>
sealed class BuildSlots(int maxConcurrentBuilds) : IDisposable
{
    private readonly SemaphoreSlim? _slots = maxConcurrentBuilds > 0 ? new SemaphoreSlim(maxConcurrentBuilds) : null;

    public async Task<IDisposable> AcquireAsync(CancellationToken cancellationToken)
    {
        if (_slots is not null)
            await _slots.WaitAsync(cancellationToken);
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
