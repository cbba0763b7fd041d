using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Virt;

namespace NovaDockerNet.Compute.Events;

/// <summary>What nova-api forwards from Neutron, Cinder and Ironic. nova: compute/manager.py external_instance_event.</summary>
/// <remarks>It never takes an instance lock: the build that waits for the event holds it.</remarks>
sealed partial class ExternalInstanceEvents(
    IConductor conductor, ExternalEvents events, INetworkApi network, IVirtDriver driver, InstanceLocks locks, NetworkChanges changes,
    ILogger<ExternalInstanceEvents> logger)
{
    public async Task HandleAsync(
        RequestContext context, IReadOnlyList<Instance> instances, IReadOnlyList<InstanceExternalEvent> received, CancellationToken cancellationToken)
    {
        // Waiters first: what follows for other events of the same message can take a while.
        foreach (var item in received.OrderBy(e => e.Name == InstanceEventKey.NetworkVifPlugged ? 0 : 1))
        {
            if (instances.FirstOrDefault(i => i.Uuid == item.InstanceUuid) is not { } instance)
            {
                LogNoInstance(item.Name, item.InstanceUuid);
                continue;
            }
            using var scope = logger.BeginScope(new Dictionary<string, object?> { ["instance_uuid"] = instance.Uuid });
            await HandleOneAsync(context, instance, item, cancellationToken);
        }
    }

    private async Task HandleOneAsync(RequestContext context, Instance instance, InstanceExternalEvent item, CancellationToken cancellationToken)
    {
        var key = new InstanceEventKey(item.Name, item.IsSet(InstanceExternalEvent.Fields.Tag) ? item.Tag : null);
        LogReceived(key);
        try
        {
            switch (key.Name)
            {
                case InstanceEventKey.NetworkChanged:
                    await ProcessNetworkChangedAsync(context, instance, key.Tag, cancellationToken);
                    break;
                case InstanceEventKey.NetworkVifDeleted:
                    await ProcessVifDeletedAsync(context, instance, key.Tag, cancellationToken);
                    break;
                case InstanceEventKey.VolumeExtended or InstanceEventKey.PowerUpdate:
                    // Only volumes and bare metal have these.
                    LogNotForContainers(key);
                    break;
                default:
                    ProcessInstanceEvent(instance, key, item.Status);
                    break;
            }
        }
        catch (NotFound e)
        {
            LogNotProcessed(key, e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // One message carries the events of many instances: the next ones are not to blame.
            LogFailed(e, key);
        }
    }

    // nova only refreshes the cache: its guests ask DHCP.
    private async Task ProcessNetworkChangedAsync(RequestContext context, Instance instance, string? portId, CancellationToken cancellationToken)
    {
        if (instance.VmState == VmState.Building && locks.IsBusy(instance.Uuid))
        {
            changes.RefreshAfterBuild(context, instance.Uuid, portId);
            return;
        }
        await network.GetInstanceNetworkInfoAsync(context, instance, portId, cancellationToken);
        changes.ApplySoon(context, instance.Uuid, CancellationToken.None);
    }

    // nova: _process_instance_event.
    private void ProcessInstanceEvent(Instance instance, InstanceEventKey key, string status)
    {
        if (events.Deliver(instance.Uuid, key, status))
            LogProcessing(key, status);
        else if (key.Name == InstanceEventKey.NetworkVifUnplugged && (instance.TaskState == TaskState.Deleting || instance.TaskState == TaskState.Migrating))
            LogExpected(key, instance.TaskState?.Value);
        else
            LogUnexpected(key, instance.VmState?.Value, instance.TaskState?.Value);
    }

    // nova: _process_instance_vif_deleted_event.
    private async Task ProcessVifDeletedAsync(RequestContext context, Instance instance, string? portId, CancellationToken cancellationToken)
    {
        // The deletion of the server has deleted its port, and empties the cache itself.
        if (instance.TaskState == TaskState.Deleting)
            return;
        await instance.LoadAsync(conductor, context, Instance.Fields.InfoCache, cancellationToken);
        var current = NetworkInfo.Parse(instance.InfoCache?.NetworkInfo ?? "[]");
        if (portId is null || current.Find(portId) is null)
            return;
        LogVifDeleted(portId);
        var remaining = new NetworkInfo(current.Where(v => v.Id != portId));
        await network.UpdateInstanceCacheAsync(context, instance, remaining, cancellationToken);
        try
        {
            await driver.DetachInterfaceAsync(instance.Uuid, portId, cancellationToken);
        }
        catch (NovaException e)
        {
            LogDetachFailed(portId, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Received event {Event}")]
    private partial void LogReceived(InstanceEventKey @event);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Processing event {Event} ({Status})")]
    private partial void LogProcessing(InstanceEventKey @event, string status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Received event {Event} for instance {InstanceUuid}, which is not among the instances of the message")]
    private partial void LogNoInstance(string @event, string instanceUuid);

    [LoggerMessage(Level = LogLevel.Information, Message = "Ignoring event {Event}: containers of this host have no such thing")]
    private partial void LogNotForContainers(InstanceEventKey @event);

    [LoggerMessage(Level = LogLevel.Information, Message = "Failed to process external instance event {Event} due to: {Reason}")]
    private partial void LogNotProcessed(InstanceEventKey @event, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Processing external instance event {Event} failed")]
    private partial void LogFailed(Exception exception, InstanceEventKey @event);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Received event {Event} for instance with task_state {TaskState}.")]
    private partial void LogExpected(InstanceEventKey @event, string? taskState);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Received unexpected event {Event} for instance with vm_state {VmState} and task_state {TaskState}.")]
    private partial void LogUnexpected(InstanceEventKey @event, string? vmState, string? taskState);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Neutron deleted interface {PortId}; detaching it from the instance and deleting it from the info cache")]
    private partial void LogVifDeleted(string portId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Detach interface failed, port_id={PortId}, reason: {Reason}")]
    private partial void LogDetachFailed(string portId, string reason);
}
