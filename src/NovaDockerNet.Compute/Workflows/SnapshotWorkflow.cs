using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>Images of servers. nova: compute/manager.py snapshot_instance, backup_instance, _snapshot_instance, _rotate_backups.</summary>
/// <remarks>
/// As in nova the instance is not locked: an upload may take an hour, and the server goes on. A deletion does not wait for it but ends it, and
/// the image that nova-api has made goes on every path that does not fill it.
/// </remarks>
sealed partial class SnapshotWorkflow(
    WorkflowServices services, IImageApi images, UnfinishedImages unfinished, BuildSlots slots, DeletionRequests deletions, ILogger<SnapshotWorkflow> logger)
{
    public async Task SnapshotAsync(RequestContext context, Instance instance, string imageId, CancellationToken cancellationToken)
    {
        try
        {
            instance.TaskState = TaskState.ImageSnapshot;
            await instance.SaveAsync(services.Conductor, context, [TaskState.ImageSnapshotPending], cancellationToken);
        }
        catch (Exception e) when (e is InstanceNotFound or UnexpectedDeletingTaskStateError)
        {
            // nova returns here and leaves the queued image to its owner.
            LogDisappeared(e.Message);
            await unfinished.DeleteAsync(context, imageId, cancellationToken);
            return;
        }
        using var slot = await slots.AcquireAsync(cancellationToken);
        await SnapshotInstanceAsync(context, instance, imageId, TaskState.ImageSnapshot, cancellationToken);
    }

    /// <summary>The snapshot of a backup; the caller rotates.</summary>
    public Task BackupAsync(RequestContext context, Instance instance, string imageId, CancellationToken cancellationToken) =>
        SnapshotInstanceAsync(context, instance, imageId, TaskState.ImageBackup, cancellationToken);

    /// <summary>Deletes the oldest backups beyond <paramref name="rotation"/>.</summary>
    public async Task RotateAsync(RequestContext context, Instance instance, string backupType, int rotation, CancellationToken cancellationToken)
    {
        var backups = await images.ListAsync(context, new Dictionary<string, string>
        {
            ["image_type"] = "backup",
            ["backup_type"] = backupType,
            ["instance_uuid"] = instance.Uuid,
        }, cancellationToken);
        LogRotation(backups.Count, rotation);
        foreach (var imageId in backups.Skip(rotation).Reverse())
        {
            try
            {
                await images.DeleteAsync(context, imageId, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogNotRotated(e, imageId);
            }
        }
    }

    private async Task SnapshotInstanceAsync(
        RequestContext callerContext, Instance instance, string imageId, TaskState expected, CancellationToken cancellationToken)
    {
        var context = callerContext.Elevated();
        using var deletion = deletions.Track(instance.Uuid);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deletion.Token);
        instance.PowerState = await services.States.GetPowerStateAsync(instance, cancellationToken);
        try
        {
            await instance.SaveAsync(services.Conductor, context, cancellationToken);
            LogSnapshotting();
            if (instance.PowerState != PowerState.Running)
                LogNotRunning(instance.PowerState);
            var started = services.Time.GetTimestamp();
            ComputeFaultPoints.SnapshotBegun.Reached(instance.Uuid);
            services.Notifications.About(context, instance, NotifiedAction.Snapshot, NotificationPhase.Start, Details(imageId));
            await services.Driver.SnapshotAsync(context, instance, imageId, async (taskState, before, token) =>
            {
                instance.TaskState = taskState;
                await instance.SaveAsync(services.Conductor, context, [before ?? expected], token);
            }, ended.Token);
            ComputeFaultPoints.SnapshotUploaded.Reached(instance.Uuid);
            LogTook(services.Time.GetElapsedTime(started).TotalSeconds);
            instance.TaskState = null;
            await instance.SaveAsync(services.Conductor, context, [TaskState.ImageUploading], cancellationToken);
            ComputeFaultPoints.SnapshotSaved.Reached(instance.Uuid);
            services.Notifications.About(context, instance, NotifiedAction.Snapshot, NotificationPhase.End, Details(imageId));
        }
        // nova passes over InstanceNotRunning as well, and leaves task_state as it is; a server without a container is no deletion, its user should hear.
        catch (Exception e) when (e is InstanceNotFound or UnexpectedDeletingTaskStateError || IsDeletion(e, deletion.Token, cancellationToken))
        {
            instance.ResetChanges();
            LogDisappeared(e.Message);
            await unfinished.DeleteAsync(context, imageId, cancellationToken);
        }
        catch (ImageNotFound)
        {
            LogImageGone(imageId);
            instance.TaskState = null;
            await instance.SaveAsync(services.Conductor, context, cancellationToken);
        }
    }

    private static ActionDetails Details(string imageId) => new() { Fields = new JObject { ["snapshot_image_id"] = imageId } };

    private static bool IsDeletion(Exception e, CancellationToken deleted, CancellationToken cancellationToken) =>
        e is OperationCanceledException && deleted.IsCancellationRequested && !cancellationToken.IsCancellationRequested;

    [LoggerMessage(Level = LogLevel.Information, Message = "instance snapshotting")]
    private partial void LogSnapshotting();

    [LoggerMessage(Level = LogLevel.Warning, Message = "trying to snapshot a non-running instance: (state: {State} expected: Running)")]
    private partial void LogNotRunning(PowerState? state);

    [LoggerMessage(Level = LogLevel.Information, Message = "Took {Seconds:0.00} seconds to snapshot the instance on the hypervisor.")]
    private partial void LogTook(double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Instance disappeared during snapshot: {Reason}")]
    private partial void LogDisappeared(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Image {ImageId} not found during snapshot")]
    private partial void LogImageGone(string imageId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Found {Count} images (rotation: {Rotation})")]
    private partial void LogRotation(int count, int rotation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to delete image {ImageId} during deleting excess backups. Continuing for next image..")]
    private partial void LogNotRotated(Exception exception, string imageId);
}
