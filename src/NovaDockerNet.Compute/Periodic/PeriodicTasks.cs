using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Conductor;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Oslo.Messaging.Rpc;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>The table of nova's periodic tasks that matter on this host, with their intervals. nova: compute/manager.py.</summary>
public sealed class PeriodicTasks
{
    private readonly ComputeServiceParts _parts;
    private readonly PeriodicOperations _operations;
    private readonly PeriodicOptions _periodic;
    private readonly SchedulerClient _scheduler;

    public PeriodicTasks(ComputeServiceParts parts, PeriodicOperations operations, PeriodicOptions periodic)
        : this(parts, parts.Transport.Client, operations, periodic)
    {
    }

    internal PeriodicTasks(
        ComputeServiceParts parts,
        IRpcClient rpc,
        PeriodicOperations operations,
        PeriodicOptions periodic)
    {
        _operations = operations;
        _parts = parts;
        _periodic = periodic;
        _scheduler = new SchedulerClient(rpc, parts.Options);
    }

    private static readonly TimeSpan EveryMinute = TimeSpan.Zero;
    private static readonly TimeSpan Off = TimeSpan.FromSeconds(-1);

    /// <summary>Runs them until cancelled. The release must be known by now.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        new PeriodicRunner(All(), _periodic, _parts.Time, Logger<PeriodicRunner>()).RunAsync(cancellationToken);

    /// <summary>All tasks; those that are off say so.</summary>
    internal IReadOnlyList<PeriodicTask> All()
    {
        var (conductor, driver, network, options) = (_parts.Conductor, _parts.Driver, _parts.Network, _parts.Options);
        return
        [
            new("update_available_resource", _periodic.UpdateResourcesInterval, false,
                (context, ct) => _parts.Tracker.UpdateAvailableResourceAsync(context, startup: false, ct)),
            new("_sync_power_states", _periodic.SyncPowerStateInterval, true, _operations.PowerStates.RunAsync),
            new("_heal_instance_info_cache", HealInterval(), false,
                new InfoCacheHealing(conductor, network, options, Logger<InfoCacheHealing>()).RunAsync),
            new("_cleanup_running_deleted_instances", _periodic.RunningDeletedInstancePollInterval, true,
                new RunningDeletedInstances(
                    conductor, driver, network, _parts.Locks, options, _periodic, _parts.Time, Logger<RunningDeletedInstances>()).RunAsync),
            new("_reclaim_queued_deletes", options.ReclaimInstanceInterval > TimeSpan.Zero ? EveryMinute : Off, false,
                new QueuedDeletes(conductor, _operations.Terminate, options, _parts.Time, Logger<QueuedDeletes>()).RunAsync),
            new("_poll_shelved_instances", options.ShelvedOffloadTime > TimeSpan.Zero ? _periodic.ShelvedPollInterval : Off, false,
                new ShelvedInstances(conductor, _operations, options, _parts.Time, Logger<ShelvedInstances>()).RunAsync),
            new("_poll_rebooting_instances", _periodic.RebootTimeout > TimeSpan.Zero ? EveryMinute : Off, false,
                new RebootingInstances(conductor, _operations, _parts.Locks, options, _periodic, _parts.Time, Logger<RebootingInstances>()).RunAsync),
            new("_cleanup_expired_console_auth_tokens", _periodic.InstanceDeleteInterval, false,
                (context, ct) => ConsoleAuthToken.CleanExpiredAsync(conductor, context, ct)),
            new("_instance_usage_audit", _periodic.InstanceUsageAudit ? EveryMinute : Off, false,
                new UsageAudit(conductor, _operations.Notifications, options, _parts.Time, Logger<UsageAudit>()).RunAsync),
            new("_poll_rescued_instances", _periodic.RescueTimeout > TimeSpan.Zero ? EveryMinute : Off, false,
                new RescuedInstances(conductor, _operations, options, _periodic, _parts.Time, Logger<RescuedInstances>()).RunAsync),
            new("_poll_unconfirmed_resizes", _periodic.ResizeConfirmWindow > TimeSpan.Zero ? EveryMinute : Off, false,
                new UnconfirmedResizes(conductor, _operations.Compute, options, _periodic, Logger<UnconfirmedResizes>()).RunAsync),
            new("_cleanup_incomplete_migrations", _periodic.InstanceDeleteInterval, false,
                new IncompleteMigrations(conductor, driver, options, Logger<IncompleteMigrations>()).RunAsync),
            new("_run_pending_deletes", _periodic.InstanceDeleteInterval, false,
                new PendingDeletes(conductor, driver, options, _periodic, Logger<PendingDeletes>()).RunAsync),
            new("_check_instance_build_time", _periodic.InstanceBuildTimeout > TimeSpan.Zero ? EveryMinute : Off, false,
                new BuildTimeouts(conductor, options, _periodic, _parts.Time, Logger<BuildTimeouts>()).RunAsync),
            new("_run_image_cache_manager_pass", _periodic.ImageCacheManagerInterval, false, new ImageCachePass(conductor, driver, options).RunAsync),
            new("reconcile", _periodic.ReconcileInterval > TimeSpan.Zero ? _periodic.ReconcileInterval : Off, true,
                (context, ct) => _operations.Reconciler.RunAsync(context, removeDeleted: _periodic.RunningDeletedInstanceAction == "reap", ct)),
            new("_sync_scheduler_instance_info", options.TrackInstanceChanges ? _periodic.SchedulerInstanceSyncInterval : Off, false, SyncSchedulerAsync),
        ];
    }

    private ILogger<T> Logger<T>() => _parts.LoggerFactory.CreateLogger<T>();

    // The option's zero is off in every release, though zero means a minute elsewhere.
    private TimeSpan HealInterval() =>
        (_periodic.HealInstanceInfoCacheInterval ?? _parts.Conductor.Profile.HealInstanceInfoCacheInterval) is { } interval && interval > TimeSpan.Zero ? interval : Off;

    private async Task SyncSchedulerAsync(RequestContext context, CancellationToken cancellationToken)
    {
        var uuids = await InstanceList.GetUuidsByHostAsync(_parts.Conductor, context.Elevated(), _parts.Options.Host, cancellationToken);
        await _scheduler.SyncInstanceInfoAsync(context, uuids, cancellationToken);
    }
}
