using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Events;
using NovaDockerNet.Compute.Metadata;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>
/// Network interfaces of a server that exists, running or not. nova: compute/manager.py attach_interface, detach_interface,
/// add_fixed_ip_to_instance, remove_fixed_ip_from_instance, inject_network_info.
/// </summary>
/// <remarks>
/// nova locks per instance and port, the driver per instance. Here the instance's lock does both. The intent is recorded under it: what it says
/// about the ports there were before must be true when it is read after a crash (Startup/InterruptedInterfaces).
/// </remarks>
sealed partial class InterfaceWorkflow(WorkflowServices services, ILogger<InterfaceWorkflow> logger)
{
    public const string AttachMethod = "attach_interface";
    public const string DetachMethod = "detach_interface";

    /// <summary>Argument of a recorded attachment: the ports the instance had before.</summary>
    public const string KnownPorts = "known_ports";

    /// <summary>Argument of a recorded detachment: the MAC address, by which the device metadata know the interface.</summary>
    public const string Address = "address";

    /// <summary>Returns the VIF, as nova-api expects it. nova: _attach_interface.</summary>
    public async Task<JObject> AttachAsync(
        RequestContext context, Instance instance, string? networkId, string? portId, string? requestedIp, string? tag,
        CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        await LoadForDriverAsync(context, instance, cancellationToken);
        await RefreshInfoCacheAsync(context, instance, cancellationToken);
        var args = new JObject
        {
            ["network_id"] = networkId,
            ["port_id"] = portId,
            [KnownPorts] = new JArray(NetworkInfoOf.Cached(instance).Select(vif => vif.Id)),
        };
        return await WithIntentAsync(
            AttachMethod, context, instance, args,
            () => AttachLockedAsync(context, instance, Requested(networkId, portId, requestedIp, tag), cancellationToken), cancellationToken);
    }

    /// <summary>nova: _detach_interface.</summary>
    public async Task DetachAsync(RequestContext context, Instance instance, string portId, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        // The request's cache may be older than the attachment it follows.
        await RefreshInfoCacheAsync(context, instance, cancellationToken);
        if (NetworkInfoOf.Cached(instance).Find(portId) is not { } vif)
            throw PortNotFound.NotAttached(portId);
        await WithIntentAsync(DetachMethod, context, instance, new JObject { ["port_id"] = portId, [Address] = vif.Address }, async () =>
        {
            await DetachLockedAsync(context, instance, vif, cancellationToken);
            return true;
        }, cancellationToken);
    }

    /// <summary>The rest of a detachment whose port is no longer among the instance's: a NIC that is still there, what it was called, and word of the end.</summary>
    /// <param name="address">As recorded with the detachment.</param>
    public async Task FinishDetachmentAsync(RequestContext context, Instance instance, string portId, string? address, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        await services.Driver.DetachInterfaceAsync(instance.Uuid, portId, cancellationToken);
        await ForgetDetachedAsync(context, instance, address, cancellationToken);
    }

    public async Task AddFixedIpAsync(RequestContext context, Instance instance, string networkId, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        services.Notifications.About(context, instance, NotifiedAction.CreateIp, NotificationPhase.Start);
        var networkInfo = await services.Network.AddFixedIpToInstanceAsync(context, instance, networkId, cancellationToken);
        await InjectAndTouchAsync(context, instance, networkInfo, cancellationToken);
        services.Notifications.About(context, instance, NotifiedAction.CreateIp, NotificationPhase.End, new ActionDetails { Network = networkInfo });
    }

    public async Task RemoveFixedIpAsync(RequestContext context, Instance instance, string address, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        services.Notifications.About(context, instance, NotifiedAction.DeleteIp, NotificationPhase.Start);
        var networkInfo = await services.Network.RemoveFixedIpFromInstanceAsync(context, instance, address, cancellationToken);
        await InjectAndTouchAsync(context, instance, networkInfo, cancellationToken);
        services.Notifications.About(context, instance, NotifiedAction.DeleteIp, NotificationPhase.End, new ActionDetails { Network = networkInfo });
    }

    public async Task InjectNetworkInfoAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        var networkInfo = await services.Network.GetInstanceNetworkInfoAsync(context, instance, null, cancellationToken);
        await services.Driver.PlugVifsAsync(instance, networkInfo, known: null, cancellationToken);
    }

    private async Task<JObject> AttachLockedAsync(
        RequestContext context, Instance instance, NetworkRequestList requested, CancellationToken cancellationToken)
    {
        ComputeFaultPoints.AttachBegun.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.InterfaceAttach, NotificationPhase.Start);
        var allocated = await services.Network.AllocateForInstanceAsync(context, instance, requested, [], cancellationToken);
        ComputeFaultPoints.AttachAllocated.Reached(instance.Uuid);
        if (allocated.Count != 1)
        {
            LogNotOnePort(allocated.Count);
            throw new InterfaceAttachFailed(instance.Uuid);
        }
        var vif = allocated[0];
        try
        {
            // As in nova nobody waits for network-vif-plugged: nova-api's worker waits for us, and the event comes in through nova-api.
            await services.Driver.AttachInterfaceAsync(instance, NetworkInfoOf.Cached(instance), vif.Id, cancellationToken);
            ComputeFaultPoints.AttachPlugged.Reached(instance.Uuid);
            if (DeviceTags.AreRequested(requested))
                instance.DeviceMetadata = await DeviceTags.ReadAsync(services.Conductor, context, instance.Uuid, cancellationToken);
        }
        catch (NovaException e)
        {
            LogAttachFailed(vif.Id, e.Message);
            await TakeBackAsync(context, instance, vif.Id, cancellationToken);
            services.Notifications.About(context, instance, NotifiedAction.InterfaceAttach, NotificationPhase.Error, new ActionDetails { Fault = e });
            throw new InterfaceAttachFailed(instance.Uuid);
        }
        await instance.SaveAsync(services.Conductor, context, cancellationToken);
        services.Notifications.About(context, instance, NotifiedAction.InterfaceAttach, NotificationPhase.End);
        return vif.Node;
    }

    private async Task DetachLockedAsync(RequestContext context, Instance instance, Vif vif, CancellationToken cancellationToken)
    {
        ComputeFaultPoints.DetachBegun.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.InterfaceDetach, NotificationPhase.Start);
        try
        {
            await services.Driver.DetachInterfaceAsync(instance.Uuid, vif.Id, cancellationToken);
        }
        catch (NovaException e)
        {
            LogDetachFailed(vif.Id, e.Message);
            throw new InterfaceDetachFailed(instance.Uuid);
        }
        ComputeFaultPoints.DetachUnplugged.Reached(instance.Uuid);
        await services.Network.DeallocatePortForInstanceAsync(context, instance, vif.Id, cancellationToken);
        ComputeFaultPoints.DetachDeallocated.Reached(instance.Uuid);
        await ForgetDetachedAsync(context, instance, vif.Address, cancellationToken);
    }

    // The tag as nova: network/neutron.py _delete_nic_metadata.
    private async Task ForgetDetachedAsync(RequestContext context, Instance instance, string? address, CancellationToken cancellationToken)
    {
        await instance.LoadAsync(services.Conductor, context, Instance.Fields.DeviceMetadata, cancellationToken);
        if (address is not null && instance.DeviceMetadata is { } metadata && metadata.RemoveInterface(address))
            instance.DeviceMetadata = metadata;
        await instance.SaveAsync(services.Conductor, context, cancellationToken);
        services.Notifications.About(context, instance, NotifiedAction.InterfaceDetach, NotificationPhase.End);
    }

    /// <summary>The NIC and then its port; each is tried whatever became of the other. nova: _deallocate_port_for_instance.</summary>
    private async Task TakeBackAsync(RequestContext context, Instance instance, string portId, CancellationToken cancellationToken)
    {
        try
        {
            await services.Driver.DetachInterfaceAsync(instance.Uuid, portId, cancellationToken);
        }
        catch (NovaException e)
        {
            LogDetachFailed(portId, e.Message);
        }
        try
        {
            await services.Network.DeallocatePortForInstanceAsync(context, instance, portId, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogDeallocateFailed(e, portId);
        }
    }

    // nova: _inject_network_info, then a save that only bumps updated_at.
    private async Task InjectAndTouchAsync(RequestContext context, Instance instance, NetworkInfo networkInfo, CancellationToken cancellationToken)
    {
        await services.Driver.PlugVifsAsync(instance, networkInfo, known: null, cancellationToken);
        instance.UpdatedAt = services.Time.GetUtcNow();
        await instance.SaveAsync(services.Conductor, context, cancellationToken);
    }

    /// <summary>An interrupted operation keeps its intent, a failed one has undone itself.</summary>
    private async Task<T> WithIntentAsync<T>(
        string method, RequestContext context, Instance instance, JObject args, Func<Task<T>> body, CancellationToken cancellationToken)
    {
        var intent = services.Intents.Record(method, instance.Uuid, context.RequestId, args: args);
        try
        {
            var result = await body();
            intent.Remove();
            return result;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            intent.Remove();
            throw;
        }
    }

    private NetworkRequestList Requested(string? networkId, string? portId, string? requestedIp, string? tag)
    {
        var request = services.Conductor.Profile.Create<NetworkRequest>();
        request.NetworkId = networkId;
        request.PortId = portId;
        request.Address = requestedIp;
        request.Tag = tag;
        var list = services.Conductor.Profile.Create<NetworkRequestList>();
        list.Objects = [request];
        return list;
    }

    // nova: compute/utils.py refresh_info_cache_for_instance.
    private async Task RefreshInfoCacheAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        await instance.LoadAsync(services.Conductor, context, Instance.Fields.InfoCache, cancellationToken);
        if (instance.InfoCache is { } cache)
            await cache.RefreshAsync(services.Conductor, context, cancellationToken);
    }

    // Requests come without the lazy fields.
    private async Task LoadForDriverAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        await instance.LoadAsync(services.Conductor, context, Instance.Fields.Flavor, cancellationToken);
        await instance.LoadAsync(services.Conductor, context, Instance.Fields.SystemMetadata, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "allocate_for_instance returned {Ports} ports")]
    private partial void LogNotOnePort(int ports);

    [LoggerMessage(Level = LogLevel.Warning, Message = "attach interface failed , try to deallocate port {PortId}, reason: {Reason}")]
    private partial void LogAttachFailed(string portId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Detach interface failed, port_id={PortId}, reason: {Reason}")]
    private partial void LogDetachFailed(string portId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "deallocate port {PortId} failed")]
    private partial void LogDeallocateFailed(Exception exception, string portId);
}
