using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Compute.Intents;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Startup;

/// <summary>
/// Snapshots, shelvings and unshelvings that were under way when the service last ended. nova leaves their images with Glance, and servers in
/// shelving or spawning for ever.
/// </summary>
/// <remarks>
/// They are undone, not run again: an upload would need the user's token, which may have expired. A shelving that is recorded as SHELVED is
/// finished by init_host, an unshelve that is recorded as ACTIVE only leaves its snapshot to be deleted.
/// </remarks>
sealed partial class InterruptedImages(
    WorkflowServices services, IImageApi images, ShelvedSnapshots snapshots, UnfinishedImages unfinished, ILogger<InterruptedImages> logger)
{
    private static readonly TaskState?[] ShelvingStates = [TaskState.Shelving, TaskState.ShelvingImagePendingUpload, TaskState.ShelvingImageUploading];
    private static readonly TaskState?[] UnshelvingStates = [TaskState.Unshelving, TaskState.Spawning];

    /// <summary>What could not be undone; its record must stay for the next start.</summary>
    public async Task<IReadOnlyCollection<RecordedIntent>> UndoAsync(
        RequestContext context, IReadOnlyList<RecordedIntent> intents, CancellationToken cancellationToken)
    {
        var left = new List<RecordedIntent>();
        foreach (var recorded in intents)
        {
            using var scope = OperationScope.Begin(logger, context, recorded.Intent.InstanceUuid);
            try
            {
                await UndoAsync(context, recorded.Intent, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogNotUndone(e, recorded.Intent.Operation);
                left.Add(recorded);
            }
        }
        return left;
    }

    /// <summary>
    /// The images nova-api has made for a snapshot whose request was taken and not yet recorded when the service ended: nothing of them is here but the
    /// task_state, which init_host clears.
    /// </summary>
    public async Task DeleteQueuedAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        try
        {
            var queued = await images.ListAsync(
                context, new Dictionary<string, string> { ["instance_uuid"] = instance.Uuid, ["status"] = "queued" }, cancellationToken);
            foreach (var imageId in queued)
                await unfinished.DeleteAsync(context, imageId, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogQueuedLeft(e);
        }
    }

    private Task UndoAsync(RequestContext context, Intent intent, CancellationToken cancellationToken) => intent.Operation switch
    {
        // init_host clears the task_state.
        "snapshot_instance" or "backup_instance" when ImageOf(intent) is { } imageId =>
            unfinished.DeleteAsync(OwnContext(intent, context), imageId, cancellationToken),
        "shelve_instance" when ImageOf(intent) is { } imageId => UndoShelveAsync(context, intent, imageId, cancellationToken),
        "unshelve_instance" => UndoUnshelveAsync(context, intent, cancellationToken),
        _ => Task.CompletedTask,
    };

    private async Task UndoShelveAsync(RequestContext context, Intent intent, string imageId, CancellationToken cancellationToken)
    {
        if (await FindAsync(context, intent, cancellationToken) is not { } instance)
        {
            await unfinished.DeleteAsync(OwnContext(intent, context), imageId, cancellationToken);
            return;
        }
        if (!ShelvingStates.Contains(instance.TaskState))
            return;
        LogUndoing(intent.Operation, instance.TaskState?.Value);
        // Whole or not: nothing says that it is the server's.
        await snapshots.DeleteAsync(OwnContext(intent, context), imageId, cancellationToken);
        instance.TaskState = null;
        await instance.SaveAsync(services.Conductor, context, ShelvingStates, cancellationToken);
        if (instance.VmState == VmState.Active && await services.States.GetPowerStateAsync(instance, cancellationToken) == PowerState.Shutdown)
        {
            await SpawnRequests.LoadAsync(services, context, instance, cancellationToken);
            await services.Driver.PowerOnAsync(context, instance, NetworkInfoOf.Cached(instance), cancellationToken);
        }
    }

    private async Task UndoUnshelveAsync(RequestContext context, Intent intent, CancellationToken cancellationToken)
    {
        if (await FindAsync(context, intent, cancellationToken) is not { } instance)
        {
            await services.Driver.DestroyAsync(intent.InstanceUuid, null, destroyDisks: true, cancellationToken);
            return;
        }
        if (instance.VmState == VmState.Active && instance.Host == services.Options.Host)
        {
            if ((string?)(intent.Args?["image"] as JObject)?["id"] is { } imageId)
                await snapshots.DeleteAsync(OwnContext(intent, context), imageId, cancellationToken);
            return;
        }
        if (instance.VmState != VmState.ShelvedOffloaded || !UnshelvingStates.Contains(instance.TaskState)
            || (instance.Host is not null && instance.Host != services.Options.Host))
            return;
        LogUndoing(intent.Operation, instance.TaskState?.Value);
        await services.Driver.DestroyAsync(instance.Uuid, NetworkInfoOf.Cached(instance), destroyDisks: true, cancellationToken);
        await services.Placement.DeleteAllocationForInstanceAsync(context, instance.Uuid, force: true, cancellationToken);
        BuildWorkflow.NilOutHostAndNode(instance);
        instance.TaskState = null;
        await instance.SaveAsync(services.Conductor, context, UnshelvingStates, cancellationToken);
    }

    private async Task<Instance?> FindAsync(RequestContext context, Intent intent, CancellationToken cancellationToken)
    {
        try
        {
            return await Instance.GetByUuidAsync(
                services.Conductor, context, intent.InstanceUuid, ["info_cache", "metadata", "system_metadata", "flavor"], cancellationToken);
        }
        catch (InstanceNotFound)
        {
            return null;
        }
    }

    private static string? ImageOf(Intent intent) => (string?)intent.Args?["image_id"];

    // The user's, whose image it is; the service's own credentials act where it has no token.
    private static RequestContext OwnContext(Intent intent, RequestContext context) => intent.Context is { } values ? new RequestContext(values) : context;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Operation} was interrupted by the end of the service (task_state {TaskState}); undoing it")]
    private partial void LogUndoing(string operation, string? taskState);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The images of a snapshot that was not begun could not be deleted")]
    private partial void LogQueuedLeft(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The interrupted {Operation} could not be undone; the next start tries again")]
    private partial void LogNotUndone(Exception exception, string operation);
}
