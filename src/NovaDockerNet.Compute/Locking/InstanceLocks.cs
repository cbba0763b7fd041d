using NovaDockerNet.Compute.Telemetry;

namespace NovaDockerNet.Compute.Locking;

/// <summary>One operation per instance at a time, the others queued in order of arrival. nova: utils.synchronized(instance.uuid).</summary>
public sealed class InstanceLocks
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = [];

    /// <summary>Waits for the turn of this operation; dispose the result to let the next one in.</summary>
    public async Task<IDisposable> AcquireAsync(string instanceUuid, CancellationToken cancellationToken)
    {
        Entry entry;
        using (_gate.EnterScope())
        {
            if (!_entries.TryGetValue(instanceUuid, out entry!))
                _entries[instanceUuid] = entry = new Entry();
            entry.Users++;
        }
        try
        {
            await ComputeTelemetry.WaitAsync("instance_lock", entry.Turn.WaitAsync(cancellationToken));
        }
        catch
        {
            Leave(instanceUuid, entry);
            throw;
        }
        return new Held(this, instanceUuid, entry);
    }

    /// <summary>True while an operation holds or awaits the lock.</summary>
    public bool IsBusy(string instanceUuid)
    {
        using (_gate.EnterScope())
            return _entries.ContainsKey(instanceUuid);
    }

    private void Leave(string instanceUuid, Entry entry)
    {
        using (_gate.EnterScope())
        {
            if (--entry.Users > 0)
                return;
            _entries.Remove(instanceUuid);
        }
        entry.Turn.Dispose();
    }

    private sealed class Entry
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);
        public int Users { get; set; }
    }

    private sealed class Held(InstanceLocks owner, string instanceUuid, Entry entry) : IDisposable
    {
        private bool _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, true))
                return;
            entry.Turn.Release();
            owner.Leave(instanceUuid, entry);
        }
    }
}
