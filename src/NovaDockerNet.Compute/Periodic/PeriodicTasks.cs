using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Conductor;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Compute.Resources;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>The table of nova's periodic tasks that matter on this host, with their intervals. nova: compute/manager.py.</summary>
sealed class PeriodicTasks(
    IConductor conductor,
    IVirtDriver driver,
    INetworkApi network,
    IResourceTracker tracker,
    InstanceLocks locks,
    SchedulerClient scheduler,
    Func<RequestContext, Instance, PowerState, CancellationToken, Task> syncPowerState,
    ComputeOptions options,
    PeriodicOptions periodic,
    TimeProvider time,
    ILoggerFactory loggers)
{
    private static readonly TimeSpan EveryMinute = TimeSpan.Zero;
    private static readonly TimeSpan Off = TimeSpan.FromSeconds(-1);

    /// <summary>All tasks; those that are off say so. The release must be known by now.</summary>
    public IReadOnlyList<PeriodicTask> All() =>
    [
        new("update_available_resource", periodic.UpdateResourcesInterval, false,
            (context, ct) => tracker.UpdateAvailableResourceAsync(context, startup: false, ct)),
        new("_sync_power_states", periodic.SyncPowerStateInterval, true,
            new PowerStates(conductor, driver, locks, syncPowerState, options, loggers.CreateLogger<PowerStates>()).RunAsync),
        new("_heal_instance_info_cache", HealInterval(), false,
            new InfoCacheHealing(conductor, network, options, loggers.CreateLogger<InfoCacheHealing>()).RunAsync),
        new("_cleanup_running_deleted_instances", periodic.RunningDeletedInstancePollInterval, true,
            new RunningDeletedInstances(
                conductor, driver, network, locks, options, periodic, time, loggers.CreateLogger<RunningDeletedInstances>()).RunAsync),
        new("_run_pending_deletes", periodic.InstanceDeleteInterval, false,
            new PendingDeletes(conductor, driver, options, periodic, loggers.CreateLogger<PendingDeletes>()).RunAsync),
        new("_check_instance_build_time", periodic.InstanceBuildTimeout > TimeSpan.Zero ? EveryMinute : Off, false,
            new BuildTimeouts(conductor, options, periodic, time, loggers.CreateLogger<BuildTimeouts>()).RunAsync),
        new("_run_image_cache_manager_pass", periodic.ImageCacheManagerInterval, false, new ImageCachePass(conductor, driver, options).RunAsync),
        new("_sync_scheduler_instance_info", options.TrackInstanceChanges ? periodic.SchedulerInstanceSyncInterval : Off, false, SyncSchedulerAsync),
    ];

    // The option's zero is off in every release, though zero means a minute elsewhere.
    private TimeSpan HealInterval() =>
        (periodic.HealInstanceInfoCacheInterval ?? conductor.Profile.HealInstanceInfoCacheInterval) is { } interval && interval > TimeSpan.Zero ? interval : Off;

    private async Task SyncSchedulerAsync(RequestContext context, CancellationToken cancellationToken)
    {
        var uuids = await InstanceList.GetUuidsByHostAsync(conductor, context.Elevated(), options.Host, cancellationToken);
        await scheduler.SyncInstanceInfoAsync(context, uuids, cancellationToken);
    }
}
