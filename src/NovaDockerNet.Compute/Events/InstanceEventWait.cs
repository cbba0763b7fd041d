namespace NovaDockerNet.Compute.Events;

/// <summary>Events armed before an action and awaited after it. nova: ComputeVirtAPI.wait_for_instance_event.</summary>
public sealed class InstanceEventWait : IDisposable
{
    public const string Completed = "completed";
    public const string Failed = "failed";

    private readonly ExternalEvents _owner;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Dictionary<InstanceEventKey, TaskCompletionSource<string>> _events = [];
    private string? _openFor;
    private bool _cancelled;

    internal InstanceEventWait(ExternalEvents owner, string instanceUuid, string openFor, TimeProvider time) =>
        (_owner, InstanceUuid, _openFor, _time) = (owner, instanceUuid, openFor, time);

    public string InstanceUuid { get; }

    public IReadOnlyList<InstanceEventKey> Pending => [.. Snapshot().Where(e => !e.Value.Task.IsCompleted).Select(e => e.Key)];

    /// <summary>Names the events to wait for, those that have come since it was armed included; no others are taken from now on.</summary>
    public void Expect(IEnumerable<InstanceEventKey> expected)
    {
        using (_gate.EnterScope())
        {
            _openFor = null;
            var keys = expected.ToHashSet();
            foreach (var other in _events.Keys.Where(key => !keys.Contains(key)).ToList())
                _events.Remove(other);
            foreach (var key in keys)
                SourceOf(key);
        }
    }

    /// <summary>Completes when every event has arrived.</summary>
    /// <param name="onFailed">
    /// Called with an event whose status is not "completed"; throws to give up, or returns whether to go on waiting for the rest.
    /// </param>
    /// <exception cref="TimeoutException">Not all of them arrived within the limit; the message names those missing.</exception>
    public async Task WaitAsync(TimeSpan deadline, Func<InstanceEventKey, bool> onFailed, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        foreach (var (key, source) in Snapshot())
        {
            var left = deadline - _time.GetElapsedTime(started);
            string status;
            try
            {
                status = await source.Task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time, cancellationToken);
            }
            catch (TimeoutException e)
            {
                throw new TimeoutException($"no {string.Join(", ", Pending)} within {deadline.TotalSeconds:0} s", e);
            }
            if (status != Completed && !onFailed(key))
                return;
        }
    }

    public void Dispose() => _owner.Forget(this);

    internal bool Receive(InstanceEventKey key, string status)
    {
        using (_gate.EnterScope())
            return (_events.ContainsKey(key) || key.Name == _openFor) && SourceOf(key).TrySetResult(status);
    }

    internal void CancelAll()
    {
        using (_gate.EnterScope())
        {
            _cancelled = true;
            foreach (var source in _events.Values)
                source.TrySetResult(Failed);
        }
    }

    private KeyValuePair<InstanceEventKey, TaskCompletionSource<string>>[] Snapshot()
    {
        using (_gate.EnterScope())
            return [.. _events];
    }

    private TaskCompletionSource<string> SourceOf(InstanceEventKey key)
    {
        if (_events.TryGetValue(key, out var source))
            return source;
        source = _events[key] = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_cancelled)
            source.TrySetResult(Failed);
        return source;
    }
}
