namespace NovaDockerNet.Oslo.Messaging.Rpc;

/// <summary>
/// Reply queues known to be gone, so that not every reply to a dead caller waits out the retry time. oslo.messaging: ObsoleteReplyQueuesCache.
/// </summary>
internal sealed class ObsoleteReplyQueues(TimeProvider time)
{
    private const int Size = 200;
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(60);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _added = new(StringComparer.Ordinal);

    public bool Contains(string queue)
    {
        lock (_lock)
        {
            Prune();
            return _added.ContainsKey(queue);
        }
    }

    public void Add(string queue)
    {
        lock (_lock)
        {
            Prune();
            if (_added.Count >= Size)
                _added.Remove(_added.MinBy(entry => entry.Value).Key);
            _added[queue] = time.GetTimestamp();
        }
    }

    private void Prune()
    {
        foreach (var queue in _added.Where(entry => time.GetElapsedTime(entry.Value) >= Ttl).Select(entry => entry.Key).ToList())
            _added.Remove(queue);
    }
}
