namespace NovaDockerNet.Compute.Events;

/// <summary>Events armed before an action and awaited after it. nova: ComputeVirtAPI.wait_for_instance_event.</summary>
public sealed class InstanceEventWait : IDisposable
{
    public const string Completed = "completed";
    public const string Failed = "failed";

    private readonly ExternalEvents _owner;
    private readonly TimeProvider _time;
    private readonly Dictionary<InstanceEventKey, TaskCompletionSource<string>> _events;

    internal InstanceEventWait(ExternalEvents owner, string instanceUuid, IReadOnlyList<InstanceEventKey> expected, TimeProvider time)
    {
        _owner = owner;
        _time = time;
        InstanceUuid = instanceUuid;
        _events = expected.Distinct().ToDictionary(
            key => key, _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    public string InstanceUuid { get; }

    public IReadOnlyCollection<InstanceEventKey> Expected => _events.Keys;

    public IReadOnlyList<InstanceEventKey> Pending => [.. _events.Where(e => !e.Value.Task.IsCompleted).Select(e => e.Key)];

    /// <summary>Completes when every event has arrived.</summary>
    /// <param name="onFailed">
    /// Called with an event whose status is not "completed"; throws to give up, or returns whether to go on waiting for the rest.
    /// </param>
    /// <exception cref="TimeoutException">Not all of them arrived within the limit; the message names those missing.</exception>
    public async Task WaitAsync(TimeSpan deadline, Func<InstanceEventKey, bool> onFailed, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        foreach (var (key, source) in _events)
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

    internal bool Receive(InstanceEventKey key, string status) =>
        _events.TryGetValue(key, out var source) && source.TrySetResult(status);

    internal void CancelAll()
    {
        foreach (var source in _events.Values)
            source.TrySetResult(Failed);
    }
}
