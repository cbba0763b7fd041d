using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Conductor;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Oslo.Messaging.Failures;

namespace NovaDockerNet.Compute.Workflows.Resize;

/// <summary>How a resize ends. nova: compute/manager.py confirm_resize, revert_resize, finish_revert_resize.</summary>
sealed partial class ResizeEnd(WorkflowServices services, ComputeClient compute, PowerWorkflow power, ILogger<ResizeEnd> logger)
{
    private static readonly TaskState?[] s_confirmable = [null, TaskState.Deleting, TaskState.SoftDeleting];

    private readonly LegRead _reads = new(services.Conductor, logger);

    /// <summary>nova: confirm_resize, on the source.</summary>
    public async Task ConfirmAsync(RequestContext context, Instance requested, Migration migration, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(requested.Uuid, cancellationToken);
        LogConfirming(migration.Id);
        if (migration.Status == "confirmed")
        {
            LogAlreadyConfirmed(migration.Id);
            return;
        }
        if (migration.Status is not ("finished" or "confirming"))
        {
            LogUnexpectedStatus(migration.Status, migration.Id);
            return;
        }
        Instance instance;
        try
        {
            instance = await _reads.GetAsync(
                context, requested.Uuid, ["metadata", "system_metadata", "flavor", "numa_topology", "migration_context"], cancellationToken);
        }
        catch (RpcTimeoutException e)
        {
            // As below: its new size is the server's, and nobody else will give the old one back.
            LogConfirmFailed(e, services.Options.Host, migration.DestCompute);
            await services.Placement.DeleteAllocationForInstanceAsync(context, migration.Uuid, force: false, cancellationToken);
            await services.States.SetErrorStateAsync(context, requested, cleanTaskState: false, cancellationToken);
            throw;
        }
        catch (InstanceNotFound)
        {
            LogNotFound();
            return;
        }
        await services.States.ErrorOutOnExceptionAsync(context, instance, instance.VmState, async () =>
        {
            try
            {
                await ConfirmLockedAsync(context, instance, migration, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogConfirmFailed(e, services.Options.Host, migration.DestCompute);
                await CleanUpAsync(context, instance, migration, cancellationToken);
                throw;
            }
            await CleanUpAsync(context, instance, migration, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>What is left of a confirmation whose last save of the instance was its last act.</summary>
    internal async Task FinishConfirmedAsync(RequestContext context, Instance instance, Migration migration, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        LogAlreadyConfirmed(migration.Id);
        await CleanUpAsync(context, instance, migration, cancellationToken);
    }

    /// <summary>nova: revert_resize, on the destination. In place there is no second guest to destroy.</summary>
    public async Task RevertAsync(
        RequestContext context, Instance instance, Migration migration, JToken? requestSpec, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        await services.States.ErrorOutOnExceptionAsync(context, instance, instance.VmState, async () =>
        {
            // A start of the service may have run this leg before its message came.
            if (await _reads.StoredAsync(context, migration, cancellationToken) is { Status: "reverted" })
            {
                LogRevertedAlready(migration.Id);
                return;
            }
            // A revert is a resize back to the old size.
            services.Notifications.Exists(context, instance, current: true);
            await LoadAsync(context, instance, cancellationToken);
            ComputeFaultPoints.RevertResizeBegun.Reached(instance.Uuid);
            await services.Network.GetInstanceNetworkInfoAsync(context, instance, null, cancellationToken);
            await LeaveClaimedCpusAsync(context, instance, cancellationToken);
            await services.Tracker.DropMoveClaimAtDestAsync(context, instance, migration, cancellationToken);
            ComputeFaultPoints.RevertResizeDropped.Reached(instance.Uuid);
            await compute.FinishRevertResizeAsync(context, instance, migration, requestSpec, cancellationToken);
            ComputeFaultPoints.RevertResizeCast.Reached(instance.Uuid);
        }, cancellationToken);
    }

    /// <summary>nova: finish_revert_resize, on the source.</summary>
    public async Task FinishRevertAsync(RequestContext context, Instance instance, Migration migration, CancellationToken cancellationToken)
    {
        var (begun, stop) = (false, false);
        using (await services.Locks.AcquireAsync(instance.Uuid, cancellationToken))
        {
            try
            {
                await services.States.ErrorOutOnExceptionAsync(context, instance, instance.VmState, async () =>
                {
                    // A start of the service may have run this leg before its message came.
                    await _reads.RefreshAsync(context, instance, cancellationToken);
                    if (instance.TaskState != TaskState.ResizeReverting)
                    {
                        LogRevertedAlready(migration.Id);
                        return;
                    }
                    await LoadAsync(context, instance, cancellationToken);
                    begun = true;
                    stop = instance.SystemMetadata.GetValueOrDefault(ResizeWorkflow.OldVmState) == VmState.Stopped.Value;
                    await FinishRevertLockedAsync(context, instance, migration, stop, cancellationToken);
                }, cancellationToken);
            }
            finally
            {
                if (begun)
                    await DeleteStashAsync(context, instance, cancellationToken);
            }
        }
        if (!begun)
            return;
        if (stop)
            await power.StopAsync(context, instance, cleanShutdown: true, cancellationToken);
        services.Notifications.About(context, instance, NotifiedAction.ResizeRevert, NotificationPhase.End);
    }

    // nova: _confirm_resize.
    private async Task ConfirmLockedAsync(RequestContext context, Instance instance, Migration migration, CancellationToken cancellationToken)
    {
        ComputeFaultPoints.ConfirmResizeBegun.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.ResizeConfirm, NotificationPhase.Start);
        await LoadAsync(context, instance, cancellationToken);
        var networkInfo = await services.Network.GetInstanceNetworkInfoAsync(context, instance, null, cancellationToken);
        await services.Tracker.DropMoveClaimAtSourceAsync(context, instance, migration, cancellationToken);
        ComputeFaultPoints.ConfirmResizeDropped.Reached(instance.Uuid);
        // The user may have started it by hand in order to confirm.
        instance.VmState = instance.PowerState == PowerState.Shutdown ? VmState.Stopped : VmState.Active;
        instance.TaskState = null;
        await instance.SaveAsync(services.Conductor, context, s_confirmable, cancellationToken);
        ComputeFaultPoints.ConfirmResizeSaved.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.ResizeConfirm, NotificationPhase.End, new ActionDetails { Network = networkInfo });
    }

    private async Task CleanUpAsync(RequestContext context, Instance instance, Migration migration, CancellationToken cancellationToken)
    {
        await services.Placement.DeleteAllocationForInstanceAsync(context, migration.Uuid, force: false, cancellationToken);
        ComputeFaultPoints.ConfirmResizeAllocation.Reached(instance.Uuid);
        // nova tells the schedulers that the server has left this host, also when it has not.
        if (migration.DestCompute != services.Options.Host)
            await services.Scheduler.DeleteInstanceInfoAsync(context, instance.Uuid, cancellationToken);
        await DeleteStashAsync(context, instance, cancellationToken);
    }

    // nova: _finish_revert_resize.
    private async Task FinishRevertLockedAsync(
        RequestContext context, Instance instance, Migration migration, bool stop, CancellationToken cancellationToken)
    {
        ComputeFaultPoints.FinishRevertBegun.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.ResizeRevert, NotificationPhase.Start);
        ResizeWorkflow.SetFlavor(instance, instance.OldFlavor ?? throw new ResizeError("the old flavor is not in the instance any more"));
        instance.Host = migration.SourceCompute;
        instance.Node = migration.SourceNode;
        await instance.SaveAsync(services.Conductor, context, [TaskState.ResizeReverting], cancellationToken);
        ComputeFaultPoints.FinishRevertFlavor.Reached(instance.Uuid);
        await services.Placement.MoveAllocationsAsync(context, migration.Uuid, instance.Uuid, cancellationToken);
        ComputeFaultPoints.FinishRevertAllocation.Reached(instance.Uuid);

        var networkInfo = await services.Network.GetInstanceNetworkInfoAsync(context, instance, null, cancellationToken);
        await services.Driver.ResizeAsync(instance, instance.Flavor, instance.NumaTopology, cancellationToken);
        if (!stop && await services.States.GetPowerStateAsync(instance, cancellationToken) == PowerState.Shutdown)
            await services.Driver.PowerOnAsync(context, instance, networkInfo, cancellationToken);
        ComputeFaultPoints.FinishRevertLimits.Reached(instance.Uuid);

        await instance.DropMigrationContextAsync(services.Conductor, context, cancellationToken);
        instance.LaunchedAt = services.Time.GetUtcNow();
        await instance.SaveAsync(services.Conductor, context, [TaskState.ResizeReverting], cancellationToken);
        LogOriginalState(stop ? VmState.Stopped.Value : VmState.Active.Value);
        if (stop)
        {
            instance.TaskState = TaskState.PoweringOff;
        }
        else
        {
            instance.VmState = VmState.Active;
            instance.TaskState = null;
        }
        await instance.SaveAsync(services.Conductor, context, cancellationToken);
        ComputeFaultPoints.FinishRevertSaved.Reached(instance.Uuid);
    }

    /// <summary>
    /// Before the claim is dropped, when another server may get them. nova destroys the guest of the new size here.
    /// </summary>
    private async Task LeaveClaimedCpusAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        await instance.LoadAsync(services.Conductor, context, Instance.Fields.MigrationContext, cancellationToken);
        if (instance.MigrationContext is not { } moved || moved.GetOrDefault(MigrationContext.Fields.NewNumaTopology) is null)
            return;
        var before = instance.Copy();
        before.NumaTopology = moved.GetOrDefault(MigrationContext.Fields.OldNumaTopology);
        await services.Driver.EnsureProcessorsAsync(before, known: null, cancellationToken);
    }

    // nova: _delete_stashed_flavor_info.
    private async Task DeleteStashAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        instance.OldFlavor = null;
        instance.NewFlavor = null;
        instance.RemoveSystemMetadata(ResizeWorkflow.OldVmState);
        await instance.SaveAsync(services.Conductor, context, cancellationToken);
    }

    private Task LoadAsync(RequestContext context, Instance instance, CancellationToken cancellationToken) =>
        _reads.LoadAsync(
            context, instance, [Instance.Fields.SystemMetadata, Instance.Fields.OldFlavor, Instance.Fields.NumaTopology], cancellationToken);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Going to confirm migration {Id}")]
    private partial void LogConfirming(long id);

    [LoggerMessage(Level = LogLevel.Information, Message = "Migration {Id} is already confirmed")]
    private partial void LogAlreadyConfirmed(long id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unexpected confirmation status '{Status}' of migration {Id}, exit confirmation process")]
    private partial void LogUnexpectedStatus(string? status, long id);

    [LoggerMessage(Level = LogLevel.Information, Message = "Instance is not found during confirmation")]
    private partial void LogNotFound();

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Confirm resize failed on source host {Host}. Resource allocations in the placement service will be removed regardless because the instance is now on the destination host {Destination}. You can try hard rebooting the instance to correct its state.")]
    private partial void LogConfirmFailed(Exception exception, string host, string? destination);

    [LoggerMessage(Level = LogLevel.Information, Message = "Migration {Id} has been reverted already")]
    private partial void LogRevertedAlready(long id);

    [LoggerMessage(Level = LogLevel.Information, Message = "Updating instance to original state: '{State}'")]
    private partial void LogOriginalState(string state);
}
