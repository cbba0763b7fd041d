using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>shelve and offload. nova: compute/manager.py _shelve_instance, _shelve_offload_instance.</summary>
/// <remarks>
/// 1 power off   2 snapshot   3 record SHELVED, from here on the image is the server   4 destroy the guest   5 delete the allocation
/// 6 record SHELVED_OFFLOADED   7 give host and node up   8 tell the schedulers.
/// Steps 4 to 8 follow at once when shelved_offload_time is 0. A failure before step 3 leaves the server as it was.
/// </remarks>
sealed partial class ShelveWorkflow(WorkflowServices services, IImageApi images, DeletionRequests deletions, ILogger<ShelveWorkflow> logger)
{
    public async Task ShelveAsync(
        RequestContext context, Instance instance, string imageId, bool cleanShutdown, CancellationToken cancellationToken)
    {
        using var deletion = deletions.Track(instance.Uuid);
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        LogShelving();
        await instance.LoadAsync(services.Conductor, context, Instance.Fields.SystemMetadata, cancellationToken);
        var offload = services.Options.ShelvedOffloadTime == TimeSpan.Zero;
        services.Notifications.Exists(context, instance, current: true);
        services.Notifications.About(context, instance, NotifiedAction.Shelve, NotificationPhase.Start);
        var before = await services.States.GetPowerStateAsync(instance, cancellationToken);
        try
        {
            // Steps 1 and 2.
            await SnapshotAsync(context, instance, imageId, cleanShutdown && before != PowerState.Paused, deletion.Token, cancellationToken);
            ComputeFaultPoints.ShelveUploaded.Reached(instance.Uuid);
            // Step 3.
            ShelvedKeys.Set(instance, services.Time.GetUtcNow(), imageId, services.Options.Host);
            instance.VmState = VmState.Shelved;
            instance.TaskState = offload ? TaskState.ShelvingOffloading : null;
            instance.PowerState = await services.States.GetPowerStateAsync(instance, cancellationToken);
            await instance.SaveAsync(
                services.Conductor, context, [TaskState.Shelving, TaskState.ShelvingImageUploading], cancellationToken);
            ComputeFaultPoints.ShelveSaved.Reached(instance.Uuid);
            services.Notifications.About(context, instance, NotifiedAction.Shelve, NotificationPhase.End);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            instance.ResetChanges();
            await GiveUpAsync(context, instance, imageId, before, e, cancellationToken);
            throw;
        }
        if (offload)
            await OffloadLockedAsync(context, instance, cleanShutdown: false, cancellationToken);
    }

    public async Task OffloadAsync(RequestContext context, Instance instance, bool cleanShutdown, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        await OffloadLockedAsync(context, instance, cleanShutdown, cancellationToken);
    }

    /// <summary>Steps 7 and 8, which can be run again.</summary>
    public async Task FinishOffloadAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        // Before the host is gone from the instance.
        await services.States.UpdateResourceTrackerAsync(context, instance, cancellationToken);
        BuildWorkflow.NilOutHostAndNode(instance);
        await instance.SaveAsync(services.Conductor, context, cancellationToken);
        ComputeFaultPoints.OffloadHostGone.Reached(instance.Uuid);
        await services.Scheduler.DeleteInstanceInfoAsync(context, instance.Uuid, cancellationToken);
    }

    private async Task SnapshotAsync(
        RequestContext context, Instance instance, string imageId, bool cleanShutdown, CancellationToken deleted, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deleted);
        try
        {
            var timeout = await PowerOffTimeout.OfAsync(services, context, instance, cleanShutdown, cancellationToken);
            await services.Driver.PowerOffAsync(instance.Uuid, timeout, cancellationToken);
            await services.Driver.SnapshotAsync(context, instance, imageId, async (taskState, before, token) =>
            {
                instance.TaskState = Shelving(taskState);
                await instance.SaveAsync(services.Conductor, context, [Shelving(before ?? TaskState.Shelving)], token);
            }, ended.Token);
        }
        catch (OperationCanceledException) when (deleted.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new UnexpectedDeletingTaskStateError(instance.Uuid, TaskState.Shelving.Value, TaskState.Deleting.Value);
        }
    }

    // nova: _shelve_instance, shelving_state_map.
    private static TaskState Shelving(TaskState taskState) =>
        taskState == TaskState.ImagePendingUpload ? TaskState.ShelvingImagePendingUpload
        : taskState == TaskState.ImageUploading ? TaskState.ShelvingImageUploading
        : taskState;

    /// <summary>nova leaves a server that cannot be shelved switched off, and its part of an image with Glance.</summary>
    private async Task GiveUpAsync(
        RequestContext context, Instance instance, string imageId, PowerState before, Exception cause, CancellationToken cancellationToken)
    {
        try
        {
            await images.DeleteAsync(context, imageId, cancellationToken);
        }
        catch (Exception e)
        {
            LogImageLeft(e, imageId);
        }
        if (before != PowerState.Running || cause is InstanceNotFound or UnexpectedTaskStateError)
            return;
        try
        {
            await SpawnRequests.LoadAsync(services, context, instance, cancellationToken);
            var networkInfo = await NetworkInfoOf.LoadAsync(services.Conductor, context, instance, cancellationToken);
            await services.Driver.PowerOnAsync(context, instance, networkInfo, cancellationToken);
        }
        catch (Exception e)
        {
            LogStaysOff(e);
        }
    }

    private async Task OffloadLockedAsync(RequestContext context, Instance instance, bool cleanShutdown, CancellationToken cancellationToken)
    {
        LogOffloading();
        services.Notifications.About(context, instance, NotifiedAction.ShelveOffload, NotificationPhase.Start);
        // Step 4.
        var timeout = await PowerOffTimeout.OfAsync(services, context, instance, cleanShutdown, cancellationToken);
        await services.Driver.PowerOffAsync(instance.Uuid, timeout, cancellationToken);
        var power = await services.States.GetPowerStateAsync(instance, cancellationToken);
        var networkInfo = await services.Network.GetInstanceNetworkInfoAsync(context, instance, null, cancellationToken);
        await services.Driver.DestroyAsync(instance.Uuid, networkInfo, destroyDisks: true, cancellationToken);
        ComputeFaultPoints.OffloadDestroyed.Reached(instance.Uuid);
        // Step 5, before the state is seen: whoever waits for it may want the room.
        await services.Placement.DeleteAllocationForInstanceAsync(context, instance.Uuid, force: true, cancellationToken);
        ComputeFaultPoints.OffloadAllocationDeleted.Reached(instance.Uuid);
        // Step 6.
        instance.PowerState = power;
        instance.VmState = VmState.ShelvedOffloaded;
        instance.TaskState = null;
        await instance.SaveAsync(services.Conductor, context, [TaskState.Shelving, TaskState.ShelvingOffloading], cancellationToken);
        ComputeFaultPoints.OffloadSaved.Reached(instance.Uuid);
        await FinishOffloadAsync(context, instance, cancellationToken);
        services.Notifications.About(context, instance, NotifiedAction.ShelveOffload, NotificationPhase.End);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Shelving")]
    private partial void LogShelving();

    [LoggerMessage(Level = LogLevel.Information, Message = "Shelve offloading")]
    private partial void LogOffloading();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Error while trying to clean up image {ImageId}")]
    private partial void LogImageLeft(Exception exception, string imageId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server could not be shelved, nor started again")]
    private partial void LogStaysOff(Exception exception);
}
