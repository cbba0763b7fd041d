using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt;

namespace NovaDockerNet.Compute.Events;

/// <summary>
/// Brings a changed network model (network-changed) into the guest: addresses, routes, MTU, name servers. A virtual machine would hear of them by
/// DHCP; a container's addresses are set by the host.
/// </summary>
/// <remarks>Behind the operation that is at work on the instance: the event itself must never wait for the instance's lock.</remarks>
sealed partial class NetworkChanges(
    IConductor conductor, IVirtDriver driver, InstanceLocks locks, BackgroundOperations background, ComputeOptions options, ILogger<NetworkChanges> logger)
{
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
            // As it is now: what the event brought may be old by the time the lock is free.
            var instance = await Instance.GetByUuidAsync(conductor, context.Elevated(), instanceUuid, ["info_cache"], cancellationToken);
            if (instance.Host != options.Host || instance.TaskState == TaskState.Deleting)
                return;
            await driver.PlugVifsAsync(instance, NetworkInfoOf.Cached(instance), known: null, cancellationToken);
            LogApplied();
        }
        catch (InstanceNotFound)
        {
            LogGone();
        }
        catch (VirtualInterfacePlugException e)
        {
            LogNotApplied(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The changed network is in place")]
    private partial void LogApplied();

    [LoggerMessage(Level = LogLevel.Debug, Message = "The instance was deleted before its changed network was put in place")]
    private partial void LogGone();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The changed network could not be put in place; the next start of the server tries again: {Reason}")]
    private partial void LogNotApplied(string reason);
}
