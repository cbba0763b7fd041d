using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Objects.Volumes;
using NovaDockerNet.OpenStack;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>
/// Deletes an instance from this host. nova: compute/manager.py terminate_instance, _delete_instance, _shutdown_instance, _complete_deletion.
/// </summary>
/// <remarks>
/// 1 interrupt a build   2 forget pending events   3 cut the guest off and destroy it   4 beside that, release its ports and then forget them
/// 5 save DELETED and give resources back, 6 delete the allocation, 7 console tokens, at once   8 tell the schedulers   9 delete the row.
/// Forward only: every step makes sure something is absent, so it can run any number of times. Allocation and row go after the guest.
/// </remarks>
sealed partial class TerminateWorkflow(WorkflowServices services, DeletionRequests deletions, ILogger<TerminateWorkflow> logger)
{
    public const string Method = "terminate_instance";

    // nova: _try_deallocate_network, RetryDecorator(max_retry_count=3, inc_sleep_time=2, max_sleep_time=12).
    private const int DeallocateRetries = 3;
    private static readonly TimeSpan DeallocateRetryStep = TimeSpan.FromSeconds(2);

    /// <summary>nova: terminate_instance.</summary>
    public async Task TerminateAsync(RequestContext context, Instance instance, BlockDeviceMappingList bdms, CancellationToken cancellationToken)
    {
        // Step 1: a build would only notice at its next save, which can be an image or a timeout away.
        if (deletions.Request(instance.Uuid))
            LogBuildTold();
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        ComputeFaultPoints.TerminateBegun.Reached(instance.Uuid);
        try
        {
            await DeleteInstanceAsync(context, instance, bdms, cancellationToken);
        }
        catch (InstanceNotFound)
        {
            LogDisappeared();
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogToError(e);
            await services.States.SetErrorStateAsync(context, instance, cleanTaskState: false, cancellationToken);
            throw;
        }
    }

    /// <summary>The steps, for a caller that holds the instance's lock. nova: _delete_instance.</summary>
    public async Task DeleteInstanceAsync(RequestContext context, Instance instance, BlockDeviceMappingList bdms, CancellationToken cancellationToken)
    {
        // Step 2. nova: clear_events_for_instance.
        if (services.Events.ClearForInstance(instance.Uuid) is { Count: > 0 } pending)
            LogEventsPending(string.Join(", ", pending));

        services.Notifications.About(context, instance, NotifiedAction.Delete, NotificationPhase.Start, new ActionDetails { BlockDevices = bdms });
        var forgetting = await ShutdownInstanceAsync(context, instance, bdms, cancellationToken);

        // Step 5, beside 6 and 7: whatever the task_state is by now, the deletion has succeeded.
        instance.VmState = VmState.Deleted;
        instance.TaskState = null;
        instance.PowerState = PowerState.NoState;
        instance.TerminatedAt = services.Time.GetUtcNow();
        var recording = instance.SaveAsync(services.Conductor, context, cancellationToken);
        await Task.WhenAll(
            ComputeFaultPoints.TerminateDeallocated.AfterAsync(forgetting, instance.Uuid),
            CompleteDeletionAsync(context, instance, ComputeFaultPoints.TerminateDeleted.AfterAsync(recording, instance.Uuid), cancellationToken));

        // Step 9: only now, so that a failure before leaves a row to delete again.
        await instance.DestroyAsync(services.Conductor, context, cancellationToken);
        ComputeFaultPoints.TerminateGone.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.Delete, NotificationPhase.End, new ActionDetails { BlockDevices = bdms });
    }

    /// <summary>Ends a soft deletion whose time is over; one that was restored meanwhile stays. nova: _reclaim_queued_deletes.</summary>
    public async Task ReclaimAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        await instance.RefreshAsync(services.Conductor, context, cancellationToken);
        if (instance.VmState != VmState.SoftDeleted || instance.TaskState is not null)
            return;
        var bdms = await BlockDeviceMappingList.GetByInstanceUuidAsync(services.Conductor, context, instance.Uuid, cancellationToken);
        await DeleteInstanceAsync(context, instance, bdms, cancellationToken);
    }

    /// <summary>For a row that says deleted but is still there. nova: _complete_partial_deletion.</summary>
    public async Task CompletePartialDeletionAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        await services.Driver.DestroyAsync(instance.Uuid, NetworkInfoOf.Cached(instance), destroyDisks: true, cancellationToken);
        // Its ports went before it was called deleted, their rows beside.
        await VirtualInterface.DeleteByInstanceUuidAsync(services.Conductor, context, instance.Uuid, cancellationToken);
        await instance.DestroyAsync(services.Conductor, context, cancellationToken);
        await CompleteDeletionAsync(context, instance, recorded: Task.CompletedTask, cancellationToken);
        services.Notifications.About(context, instance, NotifiedAction.Delete, NotificationPhase.End);
    }

    /// <summary>Ends when guest and ports are gone; gives what takes the ports out of Nova's records. nova: _shutdown_instance.</summary>
    private async Task<Task> ShutdownInstanceAsync(
        RequestContext callerContext, Instance instance, BlockDeviceMappingList bdms, CancellationToken cancellationToken)
    {
        var context = callerContext.Elevated();
        LogTerminating();
        services.Notifications.About(context, instance, NotifiedAction.Shutdown, NotificationPhase.Start, new ActionDetails { BlockDevices = bdms });
        var networkInfo = await NetworkInfoOf.LoadAsync(services.Conductor, context, instance, cancellationToken);

        // Steps 3 and 4: a guest that is off the network cannot use addresses that somebody else has by then.
        var cutOff = services.Driver.UnplugVifsAsync(instance.Uuid, networkInfo, cancellationToken);
        var deallocation = TryDeallocateNetworkAsync(context, instance, cutOff, cancellationToken);
        var forgetting = await IsCutOffAsync(cutOff, deallocation)
            ? await SideBySideAsync(instance, networkInfo, deallocation, cancellationToken)
            : await OneAfterTheOtherAsync(context, instance, networkInfo, cancellationToken);

        foreach (var bdm in bdms.Where(b => b.DestinationType == "volume" && b.VolumeId is not null))
            LogVolumeLeft(bdm.VolumeId!);
        services.Notifications.About(context, instance, NotifiedAction.Shutdown, NotificationPhase.End, new ActionDetails { BlockDevices = bdms });
        return forgetting;
    }

    private async Task<bool> IsCutOffAsync(Task cutOff, Task deallocation)
    {
        try
        {
            await cutOff;
            return true;
        }
        catch (Exception e)
        {
            // It fails for the same reason, and has released nothing.
            await deallocation.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (e is not VirtualInterfaceUnplugException)
                throw;
            LogNotCutOff(e);
            return false;
        }
    }

    private async Task<Task> SideBySideAsync(
        Instance instance, NetworkInfo networkInfo, Task<Task> deallocation, CancellationToken cancellationToken)
    {
        try
        {
            await services.Driver.DestroyAsync(instance.Uuid, networkInfo, destroyDisks: true, cancellationToken);
        }
        catch
        {
            await EndedAsync(deallocation);
            throw;
        }
        ComputeFaultPoints.TerminateDestroyed.Reached(instance.Uuid);
        return await deallocation;
    }

    private async Task<Task> OneAfterTheOtherAsync(
        RequestContext context, Instance instance, NetworkInfo networkInfo, CancellationToken cancellationToken)
    {
        try
        {
            await services.Driver.DestroyAsync(instance.Uuid, networkInfo, destroyDisks: true, cancellationToken);
        }
        catch (InstancePowerOffFailure)
        {
            // What still runs keeps its address.
            throw;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            await EndedAsync(TryDeallocateNetworkAsync(context, instance, Task.CompletedTask, cancellationToken));
            throw;
        }
        ComputeFaultPoints.TerminateDestroyed.Reached(instance.Uuid);
        return await TryDeallocateNetworkAsync(context, instance, Task.CompletedTask, cancellationToken);
    }

    /// <summary>The failure to destroy is the one to report.</summary>
    private async Task EndedAsync(Task<Task> deallocation)
    {
        try
        {
            await await deallocation;
        }
        catch (Exception e)
        {
            LogDeallocateFailed(e);
        }
    }

    /// <summary>Ends when the ports are released, after the guest is cut off; gives what forgets them. nova: _try_deallocate_network.</summary>
    private async Task<Task> TryDeallocateNetworkAsync(RequestContext context, Instance instance, Task cutOff, CancellationToken cancellationToken)
    {
        var forgetting = Task.CompletedTask;
        var beside = new DeallocationBeside { CutOff = cutOff, Recording = recording => forgetting = recording };
        for (var retry = 1; ; retry++)
        {
            try
            {
                await services.Network.DeallocateForInstanceAsync(context, instance, null, beside, cancellationToken);
                return forgetting;
            }
            catch (OpenStackConnectionException e) when (retry <= DeallocateRetries)
            {
                LogDeallocateRetry(e.Message);
            }
            await Task.Delay(DeallocateRetryStep * retry, services.Time, cancellationToken);
        }
    }

    // nova: _complete_deletion.
    private async Task CompleteDeletionAsync(RequestContext context, Instance instance, Task recorded, CancellationToken cancellationToken)
    {
        // Steps 5 to 7, which have nothing to do with each other. With deferred deletes a conflict is somebody restoring it.
        var force = services.Options.ReclaimInstanceInterval <= TimeSpan.Zero;
        // nova: _clean_instance_console_tokens.
        var tokens = services.Options.ConsolesEnabled
            ? ConsoleAuthToken.CleanForInstanceAsync(services.Conductor, context, instance.Uuid, cancellationToken) : Task.CompletedTask;
        var usage = GiveBackAsync();
        var allocation = services.Placement.DeleteAllocationForInstanceAsync(context, instance.Uuid, force, cancellationToken);
        await Task.WhenAll(
            ComputeFaultPoints.TerminateUsageUpdated.AfterAsync(usage, instance.Uuid),
            ComputeFaultPoints.TerminateAllocationDeleted.AfterAsync(allocation, instance.Uuid),
            ComputeFaultPoints.TerminateTokensDeleted.AfterAsync(tokens, instance.Uuid));

        // Step 8. nova: _delete_scheduler_instance_info.
        await services.Scheduler.DeleteInstanceInfoAsync(context, instance.Uuid, cancellationToken);
        ComputeFaultPoints.TerminateTold.Reached(instance.Uuid);

        async Task GiveBackAsync()
        {
            // An audit in between would count it again.
            await recorded;
            await services.States.UpdateResourceTrackerAsync(context, instance, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Terminating instance")]
    private partial void LogTerminating();

    [LoggerMessage(Level = LogLevel.Information, Message = "An operation on the instance is under way; it has been told to stop")]
    private partial void LogBuildTold();

    [LoggerMessage(Level = LogLevel.Information, Message = "Instance disappeared during terminate")]
    private partial void LogDisappeared();

    [LoggerMessage(Level = LogLevel.Debug, Message = "Events pending at deletion: {Events}")]
    private partial void LogEventsPending(string events);

    [LoggerMessage(Level = LogLevel.Error, Message = "Setting instance vm_state to ERROR")]
    private partial void LogToError(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to deallocate network for instance; retrying. Error: {Reason}")]
    private partial void LogDeallocateRetry(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The guest could not be taken off the network first; its addresses are released when it is gone")]
    private partial void LogNotCutOff(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to deallocate network for instance")]
    private partial void LogDeallocateFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Volume {VolumeId} is mapped to the deleted instance; its attachment is left to Cinder")]
    private partial void LogVolumeLeft(string volumeId);
}
