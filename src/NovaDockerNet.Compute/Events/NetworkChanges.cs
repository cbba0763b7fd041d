using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Virt;

namespace NovaDockerNet.Compute.Events;

/// <summary>
/// Brings a changed network model (network-changed) into the guest: addresses, routes, MTU, name servers. A virtual machine would hear of them by
/// DHCP; a container's addresses are set by the host.
/// </summary>
/// <remarks>Behind the operation that is at work on the instance: the event itself must never wait for the instance's lock.</remarks>
sealed partial class NetworkChanges(
    IConductor conductor, IVirtDriver driver, INetworkApi network, InstanceLocks locks, BackgroundOperations background, ComputeOptions options,
    ILogger<NetworkChanges> logger)
{
    private readonly ConcurrentDictionary<(string InstanceUuid, string? PortId), bool> _postponed = new();

    /// <summary>
    /// For a build, of whose own ports Neutron tells as well: what it knows is a moment old, so Neutron is asked again when the build is over and
    /// no longer waits for it. However often it is told meanwhile, once.
    /// </summary>
    public void RefreshAfterBuild(RequestContext context, string instanceUuid, string? portId)
    {
        if (!background.IsClosed && _postponed.TryAdd((instanceUuid, portId), true))
            background.Start($"network of the new instance {instanceUuid}", () => RefreshAsync(context, instanceUuid, portId, CancellationToken.None));
    }

    public void ApplySoon(RequestContext context, string instanceUuid, CancellationToken cancellationToken)
    {
        // The next start makes all networks as the info caches say.
        if (!background.IsClosed)
            background.Start($"changed network of instance {instanceUuid}", () => ApplyAsync(context, instanceUuid, cancellationToken));
    }

    internal async Task ApplyAsync(RequestContext context, string instanceUuid, CancellationToken cancellationToken)
    {
        using var scope = logger.BeginScope(new Dictionary<string, object?> { ["instance_uuid"] = instanceUuid });
        using var held = await locks.AcquireAsync(instanceUuid, cancellationToken);
        if (await driver.GetGuestAsync(instanceUuid, cancellationToken) is null)
            return;
        try
        {
            if (await ReadAsync(context, instanceUuid, cancellationToken) is not { } instance)
                return;
            await driver.PlugVifsAsync(instance, NetworkInfoOf.Cached(instance), known: null, cancellationToken);
            LogApplied();
        }
        catch (VirtualInterfacePlugException e)
        {
            LogNotApplied(e.Message);
        }
    }

    private async Task RefreshAsync(RequestContext context, string instanceUuid, string? portId, CancellationToken cancellationToken)
    {
        using var scope = logger.BeginScope(new Dictionary<string, object?> { ["instance_uuid"] = instanceUuid });
        // Not under the lock: what comes after the build need not wait for Neutron.
        using (await locks.AcquireAsync(instanceUuid, cancellationToken))
            _postponed.TryRemove((instanceUuid, portId), out _);
        if (await ReadAsync(context, instanceUuid, cancellationToken) is not { } instance)
            return;
        var before = NetworkInfoOf.Cached(instance);
        var now = await network.GetInstanceNetworkInfoAsync(context, instance, portId, cancellationToken);
        if (!JToken.DeepEquals(WithoutStatus(before), WithoutStatus(now)))
            ApplySoon(context, instanceUuid, cancellationToken);
    }

    /// <summary>As it is now: what an event brought may be old by the time the lock is free. Null when it is no longer this host's.</summary>
    private async Task<Instance?> ReadAsync(RequestContext context, string instanceUuid, CancellationToken cancellationToken)
    {
        try
        {
            var instance = await Instance.GetByUuidAsync(conductor, context.Elevated(), instanceUuid, ["info_cache"], cancellationToken);
            return instance.Host == options.Host && instance.TaskState != TaskState.Deleting ? instance : null;
        }
        catch (InstanceNotFound)
        {
            LogGone();
            return null;
        }
    }

    // That Neutron has wired a port meanwhile changes nothing in the guest.
    private static JArray WithoutStatus(NetworkInfo info)
    {
        var vifs = (JArray)info.Node.DeepClone();
        foreach (var vif in vifs.OfType<JObject>())
            vif.Remove("active");
        return vifs;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The changed network is in place")]
    private partial void LogApplied();

    [LoggerMessage(Level = LogLevel.Debug, Message = "The instance was deleted before its changed network was put in place")]
    private partial void LogGone();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The changed network could not be put in place; the next start of the server tries again: {Reason}")]
    private partial void LogNotApplied(string reason);
}
