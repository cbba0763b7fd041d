namespace NovaDockerNet.Oslo.Messaging.Wire;

/// <summary>Remembers the last 16 <c>_unique_id</c>s. oslo.messaging: _drivers/amqp.py _MsgIdCache.</summary>
internal sealed class DuplicateFilter
{
    private const int Size = 16;
    private readonly Lock _lock = new();
    private readonly Queue<string> _seen = new(Size);

    /// <summary>False when the id was among the last ones; otherwise remembers it. Messages without an id always pass.</summary>
    public bool TryAdd(string? uniqueId)
    {
        if (uniqueId is null)
            return true;
        lock (_lock)
        {
            if (_seen.Contains(uniqueId))
                return false;
            if (_seen.Count == Size)
                _seen.Dequeue();
            _seen.Enqueue(uniqueId);
            return true;
        }
    }
}
