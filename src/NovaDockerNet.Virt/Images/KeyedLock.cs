namespace NovaDockerNet.Virt.Images;

/// <summary>One holder per key at a time; keys nobody holds or waits for take no memory.</summary>
sealed class KeyedLock
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    public async Task<IDisposable> AcquireAsync(string key, CancellationToken cancellationToken)
    {
        Slot slot;
        using (_lock.EnterScope())
        {
            if (!_slots.TryGetValue(key, out slot!))
                _slots[key] = slot = new Slot();
            slot.Users++;
        }
        try
        {
            await slot.Semaphore.WaitAsync(cancellationToken);
            return new Holder(this, key, slot);
        }
        catch
        {
            Leave(key, slot);
            throw;
        }
    }

    private void Leave(string key, Slot slot)
    {
        using (_lock.EnterScope())
        {
            if (--slot.Users > 0)
                return;
            _slots.Remove(key);
            slot.Semaphore.Dispose();
        }
    }

    private sealed class Slot
    {
        public SemaphoreSlim Semaphore { get; } = new(1, 1);

        public int Users { get; set; }
    }

    private sealed class Holder(KeyedLock owner, string key, Slot slot) : IDisposable
    {
        public void Dispose()
        {
            slot.Semaphore.Release();
            owner.Leave(key, slot);
        }
    }
}
