using Microsoft.Extensions.Logging;

namespace NovaDockerNet.Compute.Events;

/// <summary>Who waits for which event of which instance. nova: compute/manager.py InstanceEvents.</summary>
/// <remarks>
/// Arm, then trigger: an event without a waiter is dropped. Nothing here takes an instance lock, because the build that waits for the event
/// holds it.
/// </remarks>
public sealed partial class ExternalEvents(TimeProvider time, ILogger<ExternalEvents> logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<InstanceEventWait>> _waits = [];
    private bool _closed;

    /// <summary>
    /// Registers interest in all events of a name before the action that triggers them; <see cref="InstanceEventWait.Expect"/> says which it
    /// is to wait for. nova: prepare_for_instance_event.
    /// </summary>
    public InstanceEventWait Prepare(string instanceUuid, string name)
    {
        var wait = new InstanceEventWait(this, instanceUuid, name, time);
        LogPrepared(name);
        using (_gate.EnterScope())
        {
            if (_closed)
                wait.CancelAll();
            else if (_waits.TryGetValue(wait.InstanceUuid, out var list))
                list.Add(wait);
            else
                _waits[wait.InstanceUuid] = [wait];
        }
        return wait;
    }

    /// <summary>Wakes who waits for the event; false when nobody does. nova: pop_instance_event and send.</summary>
    public bool Deliver(string instanceUuid, InstanceEventKey key, string status)
    {
        InstanceEventWait[] waits;
        using (_gate.EnterScope())
            waits = _waits.TryGetValue(instanceUuid, out var list) ? [.. list] : [];
        var delivered = false;
        foreach (var wait in waits)
            delivered |= wait.Receive(key, status);
        return delivered;
    }

    /// <summary>Forgets what is pending for an instance that is being deleted. nova: clear_events_for_instance.</summary>
    public IReadOnlyList<InstanceEventKey> ClearForInstance(string instanceUuid)
    {
        List<InstanceEventWait>? waits;
        using (_gate.EnterScope())
            _waits.Remove(instanceUuid, out waits);
        return [.. (waits ?? []).SelectMany(w => w.Pending)];
    }

    /// <summary>The service stops: whoever waits is told "failed", and nobody can wait any more. nova: cancel_all_events.</summary>
    public void CancelAll()
    {
        InstanceEventWait[] waits;
        using (_gate.EnterScope())
        {
            _closed = true;
            waits = [.. _waits.Values.SelectMany(w => w)];
            _waits.Clear();
        }
        foreach (var wait in waits)
            wait.CancelAll();
    }

    internal void Forget(InstanceEventWait wait)
    {
        using (_gate.EnterScope())
        {
            if (!_waits.TryGetValue(wait.InstanceUuid, out var list))
                return;
            list.Remove(wait);
            if (list.Count == 0)
                _waits.Remove(wait.InstanceUuid);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Preparing to wait for external events {Name}")]
    private partial void LogPrepared(string name);
}
