using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>Guests whose rows are deleted: logged, stopped or removed. nova: _cleanup_running_deleted_instances.</summary>
sealed partial class RunningDeletedInstances(
    IConductor conductor,
    IVirtDriver driver,
    INetworkApi network,
    InstanceLocks locks,
    ComputeOptions options,
    PeriodicOptions periodic,
    TimeProvider time,
    ILogger<RunningDeletedInstances> logger)
{
    public async Task RunAsync(RequestContext context, CancellationToken cancellationToken)
    {
        if (periodic.RunningDeletedInstanceAction == "noop")
            return;
        var deletedToo = context.WithReadDeleted("yes");
        var here = (await driver.ListGuestsAsync(cancellationToken)).Select(g => g.InstanceUuid).ToList();
        if (here.Count == 0)
            return;
        var filters = new JObject { ["deleted"] = true, ["soft_deleted"] = false, ["uuid"] = new JArray(here) };
        var instances = await InstanceList.GetByFiltersAsync(conductor, deletedToo, filters, ["info_cache", "system_metadata"], cancellationToken);
        foreach (var instance in instances.Where(IsOldEnough))
        {
            using var scope = logger.BeginScope(new Dictionary<string, object?> { ["instance_uuid"] = instance.Uuid });
            try
            {
                await HandleAsync(deletedToo, instance, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogFailed(e, instance.Uuid);
            }
        }
    }

    private bool IsOldEnough(Instance instance) =>
        instance.GetOrDefault(Instance.Fields.DeletedAt) is not { } deletedAt ||
        time.GetUtcNow() - deletedAt >= periodic.RunningDeletedInstanceTimeout;

    private async Task HandleAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        switch (periodic.RunningDeletedInstanceAction)
        {
            case "log":
                LogDetected(instance.Uuid);
                break;

            case "shutdown":
                LogPoweringOff(instance.Uuid);
                await driver.PowerOffAsync(instance.Uuid, options.ShutdownTimeout, cancellationToken);
                break;

            case "reap":
                LogDestroying(instance.Uuid);
                using (await locks.AcquireAsync(instance.Uuid, cancellationToken))
                {
                    // nova: _shutdown_instance; the guest before its addresses.
                    var networkInfo = instance.IsSet(Instance.Fields.InfoCache) ? instance.GetNetworkInfo() : null;
                    await driver.DestroyAsync(instance.Uuid, networkInfo, destroyDisks: true, cancellationToken);
                    await network.DeallocateForInstanceAsync(context.Elevated(), instance, null, cancellationToken);
                }

                break;

            default:
                throw new InvalidConfiguration(
                    $"Unrecognized value '{periodic.RunningDeletedInstanceAction}' for [DEFAULT]running_deleted_instance_action; use reap, log, shutdown or noop");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "[instance: {Uuid}] Detected instance which is marked as DELETED but still present on host.")]
    private partial void LogDetected(string uuid);

    [LoggerMessage(Level = LogLevel.Information, Message = "[instance: {Uuid}] Powering off instance which is marked as DELETED but still present on host.")]
    private partial void LogPoweringOff(string uuid);

    [LoggerMessage(Level = LogLevel.Information, Message = "[instance: {Uuid}] Destroying instance which is marked as DELETED but still present on host.")]
    private partial void LogDestroying(string uuid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "[instance: {Uuid}] Periodic cleanup failed to delete instance")]
    private partial void LogFailed(Exception exception, string uuid);
}
