namespace OVSDB.Net.Replicas;

/// <summary>The present replica and those who wait for it to look different.</summary>
internal sealed class ReplicaStore(Replica initial)
{
    private readonly Lock _lock = new();
    private readonly HashSet<IWaiter> _waiters = [];
    private volatile Replica _current = initial;
    private Exception? _closed;

    private interface IWaiter
    {
        bool TryFinish(Replica replica);

        void Fail(Exception reason);
    }

    public Replica Current => _current;

    public void Publish(Replica replica)
    {
        lock (_lock)
        {
            _current = replica;
            _waiters.RemoveWhere(waiter => waiter.TryFinish(replica));
        }
    }

    public async Task<T> WaitAsync<T>(Func<Replica, T?> select, CancellationToken cancellationToken)
        where T : class
    {
        var waiter = new Waiter<T>(select);
        lock (_lock)
        {
            if (_closed is not null)
                throw new OvsdbConnectionException(_closed.Message, _closed);
            if (!waiter.TryFinish(_current))
                _waiters.Add(waiter);
        }
        try
        {
            return await waiter.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_lock)
                _waiters.Remove(waiter);
        }
    }

    public void Close(Exception reason)
    {
        lock (_lock)
        {
            _closed = reason;
            foreach (var waiter in _waiters)
                waiter.Fail(new OvsdbConnectionException(reason.Message, reason));
            _waiters.Clear();
        }
    }

    private sealed class Waiter<T>(Func<Replica, T?> select) : IWaiter
        where T : class
    {
        private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Task => _source.Task;

        public bool TryFinish(Replica replica)
        {
            try
            {
                return select(replica) is { } found && _source.TrySetResult(found);
            }
            catch (Exception failure)
            {
                // The predicate's fault is its owner's, not the connection's.
                return _source.TrySetException(failure);
            }
        }

        public void Fail(Exception reason) => _source.TrySetException(reason);
    }
}
