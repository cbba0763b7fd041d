using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Conductor;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Numa;

namespace NovaDockerNet.Compute.Workflows.Resize;

/// <summary>
/// The legs of a resize, up to vm_state resized. nova: compute/manager.py prep_resize, resize_instance, finish_resize. README.md has the table of
/// legs, states and who undoes what.
/// </summary>
/// <remarks>
/// The guest changes in the middle leg, where nova's drivers move the disk: until then a failure gives everything back and the server is as it
/// was. A leg looks at its migration first, because its message may be older than what a restart of the service has taken back.
/// </remarks>
sealed partial class ResizeWorkflow(WorkflowServices services, ComputeClient compute, ILogger<ResizeWorkflow> logger)
{
    internal const string OldVmState = "old_vm_state";

    private readonly LegRead _reads = new(services.Conductor, logger);

    /// <summary>nova: prep_resize, on the destination.</summary>
    public async Task PrepAsync(
        RequestContext context, Instance instance, Migration migration, ResizeRequest request, string? node, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        await RollBackOnFailureAsync(context, instance, migration, instance.VmState, async () =>
        {
            if (!await IsWantedAsync(context, migration, "prep_resize", cancellationToken))
                return;
            services.Notifications.Exists(context, instance, current: true);
            TellPrep(context, instance, request.Flavor, NotificationPhase.Start);
            try
            {
                await PrepLockedAsync(context, instance, migration, request, node, cancellationToken);
            }
            finally
            {
                TellPrep(context, instance, request.Flavor, NotificationPhase.End);
            }
        }, cancellationToken);
    }

    /// <summary>nova: resize_instance, on the source.</summary>
    public async Task ResizeAsync(
        RequestContext context, Instance instance, Migration migration, ResizeRequest request, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        var resized = false;
        try
        {
            await RollBackOnFailureAsync(context, instance, migration, instance.VmState, async () =>
            {
                if (!await IsWantedAsync(context, migration, "resize_instance", cancellationToken))
                    return;
                await LoadAsync(context, instance, cancellationToken);
                if (migration.DestCompute != services.Options.Host)
                    throw new NotSupported("Moving a server to another host is not supported for containers.");
                var networkInfo = await services.Network.GetInstanceNetworkInfoAsync(context, instance, null, cancellationToken);
                await SaveStatusAsync(context, migration, "migrating", cancellationToken);
                instance.TaskState = TaskState.ResizeMigrating;
                await instance.SaveAsync(services.Conductor, context, [TaskState.ResizePrep], cancellationToken);
                ComputeFaultPoints.ResizeMigrating.Reached(instance.Uuid);
                services.Notifications.About(context, instance, NotifiedAction.Resize, NotificationPhase.Start, new ActionDetails { Network = networkInfo });

                await services.Driver.ResizeAsync(instance, request.Flavor, await ClaimedTopologyAsync(context, instance, cancellationToken), cancellationToken);
                resized = true;
                ComputeFaultPoints.ResizeLimitsChanged.Reached(instance.Uuid);

                await SaveStatusAsync(context, migration, "post-migrating", cancellationToken);
                instance.Host = migration.DestCompute;
                instance.Node = migration.DestNode;
                // Here and not in the next leg: an audit in between must find it.
                instance.OldFlavor = instance.Flavor;
                instance.TaskState = TaskState.ResizeMigrated;
                await instance.SaveAsync(services.Conductor, context, [TaskState.ResizeMigrating], cancellationToken);
                ComputeFaultPoints.ResizeMigrated.Reached(instance.Uuid);
                await compute.FinishResizeAsync(context, instance, migration, request, cancellationToken);
                ComputeFaultPoints.ResizeCast.Reached(instance.Uuid);
                services.Notifications.About(context, instance, NotifiedAction.Resize, NotificationPhase.End, new ActionDetails { Network = networkInfo });
            }, cancellationToken);
        }
        catch (Exception e) when (resized && (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested))
        {
            await services.Driver.ResizeAsync(instance, instance.Flavor, instance.NumaTopology, cancellationToken);
            throw;
        }
    }

    /// <summary>nova: finish_resize, on the destination.</summary>
    public async Task FinishAsync(RequestContext context, Instance instance, Migration migration, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        var wanted = false;
        try
        {
            await services.States.ErrorOutOnExceptionAsync(context, instance, instance.VmState, async () =>
            {
                // Finished already: a start of the service was faster than the message.
                wanted = await IsWantedAsync(context, migration, "finish_resize", cancellationToken, "post-migrating");
                if (!wanted)
                    return;
                await LoadAsync(context, instance, cancellationToken);
                await FinishLockedAsync(context, instance, migration, cancellationToken);
            }, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The server counts with its new flavor now, whatever became of it. nova: _delete_allocation_after_move.
            await services.Placement.DeleteAllocationForInstanceAsync(context, migration.Uuid, force: false, cancellationToken);
            throw;
        }
        if (!wanted)
            return;
        await services.Scheduler.UpdateInstanceInfoAsync(context, services.Conductor, [instance], cancellationToken);
        services.Notifications.About(context, instance, NotifiedAction.ResizeFinish, NotificationPhase.End, new ActionDetails { Network = NetworkInfoOf.Cached(instance) });
    }

    /// <summary>
    /// Gives back what the first two legs took when the service ended in one of them. Nova does so for the second; the first it only resets, and
    /// leaves migration and allocation behind.
    /// </summary>
    public async Task RollBackAsync(RequestContext context, Instance instance, Migration migration, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        LogRollingBack(migration.Id);
        await LoadAsync(context, instance, cancellationToken);
        if (await services.Driver.GetGuestAsync(instance.Uuid, cancellationToken) is not null)
            await services.Driver.ResizeAsync(instance, instance.Flavor, instance.NumaTopology, cancellationToken);
        await RevertAllocationAsync(context, instance, migration, cancellationToken);
        await SaveStatusAsync(context, migration, "error", cancellationToken);
        await ForgetAsync(context, instance, cancellationToken);
    }

    // nova: _prep_resize.
    private async Task PrepLockedAsync(
        RequestContext context, Instance instance, Migration migration, ResizeRequest request, string? node, CancellationToken cancellationToken)
    {
        ComputeFaultPoints.PrepResizeBegun.Reached(instance.Uuid);
        var host = services.Options.Host;
        if (instance.Host is null)
            throw new MigrationError("Instance has no source host");
        if (instance.Host != host)
            throw new NotSupported("Moving a server to another host is not supported for containers.");
        if (request.Flavor.Id == instance.InstanceTypeId)
            throw new UnableToMigrateToSelf(instance.Uuid, host);

        await LoadAsync(context, instance, cancellationToken);
        instance.NewFlavor = request.Flavor;
        instance.SetSystemMetadata(OldVmState, instance.VmState?.Value);
        // A start of the service may have cleared it while this request waited in its queue.
        instance.TaskState = TaskState.ResizePrep;
        await instance.SaveAsync(services.Conductor, context, cancellationToken);
        ComputeFaultPoints.PrepResizeStashed.Reached(instance.Uuid);

        await using var claim = new Abortable(await services.Tracker.ResizeClaimAsync(
            context, instance, request.Flavor, node ?? instance.Node ?? host, migration, request.Limits, cancellationToken));
        ComputeFaultPoints.PrepResizeClaimed.Reached(instance.Uuid);
        LogMigrating();
        await compute.ResizeInstanceAsync(context, instance, migration, request, cancellationToken);
        claim.Keep();
        ComputeFaultPoints.PrepResizeCast.Reached(instance.Uuid);
    }

    // nova: _send_prep_resize_notifications.
    private void TellPrep(RequestContext context, Instance instance, Flavor flavor, NotificationPhase phase) =>
        services.Notifications.About(context, instance, NotifiedAction.ResizePrep, phase, new ActionDetails
        {
            NewFlavor = flavor,
            Usage = phase == NotificationPhase.End ? new JObject { ["new_instance_type"] = flavor.Name, ["new_instance_type_id"] = flavor.Id } : null,
        });

    // nova: _finish_resize.
    private async Task FinishLockedAsync(RequestContext context, Instance instance, Migration migration, CancellationToken cancellationToken)
    {
        ComputeFaultPoints.FinishResizeBegun.Reached(instance.Uuid);
        // Not a second time when a restarted service runs this leg again.
        if (instance.InstanceTypeId != migration.NewInstanceTypeId)
        {
            instance.OldFlavor = instance.Flavor;
            SetFlavor(instance, instance.NewFlavor ?? throw new ResizeError("the new flavor is not in the instance any more"));
        }
        // nova: apply_migration_context. The container has these CPUs since the leg before.
        var topology = await ClaimedTopologyAsync(context, instance, cancellationToken);
        if (topology is not null || instance.NumaTopology is not null)
            instance.NumaTopology = topology;
        if (migration.SourceCompute != migration.DestCompute)
            await services.Network.SetupInstanceNetworkOnHostAsync(context, instance, cancellationToken);
        var networkInfo = await services.Network.GetInstanceNetworkInfoAsync(context, instance, null, cancellationToken);
        instance.TaskState = TaskState.ResizeFinish;
        await instance.SaveAsync(services.Conductor, context, [TaskState.ResizeMigrated, TaskState.ResizeFinish], cancellationToken);
        ComputeFaultPoints.FinishResizeSaved.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.ResizeFinish, NotificationPhase.Start, new ActionDetails { Network = networkInfo });

        await SaveStatusAsync(context, migration, "finished", cancellationToken);
        ComputeFaultPoints.FinishResizeFinished.Reached(instance.Uuid);
        instance.VmState = VmState.Resized;
        instance.TaskState = null;
        instance.LaunchedAt = services.Time.GetUtcNow();
        await instance.SaveAsync(services.Conductor, context, [TaskState.ResizeFinish], cancellationToken);
        ComputeFaultPoints.FinishResizeResized.Reached(instance.Uuid);
    }

    /// <summary>nova: _set_instance_info.</summary>
    internal static void SetFlavor(Instance instance, Flavor flavor)
    {
        instance.InstanceTypeId = flavor.Id;
        instance.MemoryMb = flavor.MemoryMb;
        instance.Vcpus = flavor.Vcpus;
        instance.RootGb = flavor.RootGb;
        instance.EphemeralGb = flavor.EphemeralGb;
        instance.Flavor = flavor;
    }

    /// <summary>
    /// Nothing has been lost when the first two legs fail: allocation and vm_state come back, the migration is an error, the caller gets the
    /// reason. nova: _error_out_instance_on_exception with InstanceFaultRollback, errors_out_migration_ctxt, _revert_allocation.
    /// </summary>
    private async Task RollBackOnFailureAsync(
        RequestContext context, Instance instance, Migration migration, VmState? vmState, Func<Task> body, CancellationToken cancellationToken)
    {
        try
        {
            await body();
        }
        catch (Exception e) when (e is not UnexpectedTaskStateError && (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested))
        {
            LogBack(vmState?.Value, e.Message);
            instance.VmState = vmState;
            // Each is tried whatever became of the others, and the reason for all of it reaches the user.
            await TryAsync("allocation", () => RevertAllocationAsync(context, instance, migration, cancellationToken));
            await TryAsync("migration", () => SaveStatusAsync(context, migration, "error", cancellationToken));
            await TryAsync("instance", () => ForgetAsync(context, instance, cancellationToken));
            throw;
        }
    }

    private async Task TryAsync(string what, Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception e)
        {
            LogLeft(e, what);
        }
    }

    private Task RevertAllocationAsync(RequestContext context, Instance instance, Migration migration, CancellationToken cancellationToken) =>
        services.Placement.MoveAllocationsAsync(context, migration.Uuid, instance.Uuid, cancellationToken);

    // nova: _delete_stashed_flavor_info, drop_migration_context.
    private async Task ForgetAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        if (instance.GetOrDefault(Instance.Fields.MigrationContext) is not null)
            await instance.DropMigrationContextAsync(services.Conductor, context, cancellationToken);
        if (instance.GetOrDefault(Instance.Fields.NewFlavor) is not null)
            instance.NewFlavor = null;
        if (instance.GetOrDefault(Instance.Fields.OldFlavor) is not null)
            instance.OldFlavor = null;
        if (instance.IsSet(Instance.Fields.SystemMetadata))
            instance.RemoveSystemMetadata(OldVmState);
        instance.TaskState = null;
        await instance.SaveAsync(services.Conductor, context, cancellationToken);
        await services.States.UpdateResourceTrackerAsync(context, instance, cancellationToken);
    }

    private async Task<bool> IsWantedAsync(
        RequestContext context, Migration migration, string leg, CancellationToken cancellationToken, string? status = null)
    {
        var stored = await _reads.StoredAsync(context, migration, cancellationToken);
        if (stored?.Status is not { } now || (status is null ? now is not ("error" or "finished" or "confirmed" or "reverted") : now == status))
            return true;
        LogNotWanted(leg, migration.Id, now);
        return false;
    }

    private async Task SaveStatusAsync(RequestContext context, Migration migration, string status, CancellationToken cancellationToken)
    {
        migration.Status = status;
        await migration.SaveAsync(services.Conductor, context.Elevated(), cancellationToken);
    }

    private async Task<InstanceNumaTopology?> ClaimedTopologyAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        await instance.LoadAsync(services.Conductor, context, Instance.Fields.MigrationContext, cancellationToken);
        return instance.MigrationContext?.GetOrDefault(MigrationContext.Fields.NewNumaTopology);
    }

    // Requests come without the lazy fields.
    private Task LoadAsync(RequestContext context, Instance instance, CancellationToken cancellationToken) =>
        _reads.LoadAsync(
            context, instance, [Instance.Fields.SystemMetadata, Instance.Fields.Flavor, Instance.Fields.NumaTopology], cancellationToken);

    /// <summary>A claim that is given up unless the body reaches its end.</summary>
    private sealed class Abortable(Resources.IResourceClaim claim) : IAsyncDisposable
    {
        private bool _kept;

        public void Keep() => _kept = true;

        public async ValueTask DisposeAsync()
        {
            if (!_kept)
                await claim.AbortAsync(CancellationToken.None);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Migrating")]
    private partial void LogMigrating();

    [LoggerMessage(Level = LogLevel.Information, Message = "Setting instance back to {State} after: {Error}")]
    private partial void LogBack(string? state, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "After a failed resize its {What} could not be put back")]
    private partial void LogLeft(Exception exception, string what);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Leg} of migration {Id} is left undone: the migration is {Status} by now")]
    private partial void LogNotWanted(string leg, long id, string status);

    [LoggerMessage(Level = LogLevel.Information, Message = "Migration {Id} was interrupted by the end of the service; giving back what it took")]
    private partial void LogRollingBack(long id);
}
