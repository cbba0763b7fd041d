using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Compute.Events;
using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Compute.Metadata;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>
/// Makes an instance anew in its place. nova: compute/manager.py rebuild_instance, _do_rebuild_instance, _rebuild_default_impl.
/// </summary>
/// <remarks>
/// 1 look at the image   2 accept   3 bring the image to this host   4 destroy the guest, not its network   5 spawn   6 record ACTIVE
/// 7 stop again what was stopped.
/// nova destroys before it fetches the image; here an image that is no good costs no data: the server is in ERROR with its old guest, which a hard
/// reboot brings back and another rebuild replaces. After a failed rebuild nova deletes the server's allocation; here it stays, as the server does.
/// </remarks>
sealed partial class RebuildWorkflow(
    WorkflowServices services, IImageApi images, DeletionRequests deletions, Lazy<ComputeEndpoint> endpoint, ILogger<RebuildWorkflow> logger)
{
    private readonly ConfigDrives _configDrives = new(services.Conductor, services.Network, services.Options);

    public async Task RebuildAsync(Operation operation, CancellationToken cancellationToken)
    {
        var instance = operation.Instance;
        if (await RebuildLockedAsync(operation, cancellationToken) is not { } rebuilt)
            return;
        if (rebuilt.ToBeStopped)
            await StopAgainAsync(operation, cancellationToken);
        services.Notifications.About(
            operation.Context.Elevated(), instance, NotifiedAction.Rebuild, NotificationPhase.End, Usage(rebuilt.Image) with { Network = rebuilt.Network });
    }

    private async Task StopAgainAsync(Operation operation, CancellationToken cancellationToken)
    {
        // Step 7, without the lock, which the stop takes itself. nova: "bringing vm to original state".
        LogStoppingAgain();
        var args = new JObject { ["instance"] = operation.Instance.ToPrimitive(), ["clean_shutdown"] = false };
        await endpoint.Value.RunAsync(operation.Context, "stop_instance", args, cancellationToken);
    }

    /// <summary>Null when the instance was deleted meanwhile.</summary>
    private async Task<Rebuilt?> RebuildLockedAsync(Operation operation, CancellationToken cancellationToken)
    {
        var (context, instance) = (operation.Context.Elevated(), operation.Instance);
        var wasStopped = instance.VmState == VmState.Stopped;
        using var deletion = deletions.Track(instance.Uuid);
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        LogRebuilding();
        if (operation.Arguments.OptionalText("image_ref") is not { Length: > 0 } imageId)
            throw new NotSupported("Volumes are not supported for containers on this host.");
        if (instance.IsSet(Instance.Fields.TrustedCerts) && instance.TrustedCerts is not null)
            throw new BuildAbortException(
                instance.Uuid, "Trusted image certificates provided on host that does not support certificate validation.");
        // Step 1.
        var image = await images.GetAsync(context, imageId, cancellationToken);
        NetworkInfo networkInfo;
        try
        {
            networkInfo = await DoRebuildAsync(operation, context, image, deletion.Token, cancellationToken);
        }
        catch (Exception e) when (e is InstanceNotFound or UnexpectedDeletingTaskStateError
            || (e is OperationCanceledException && deletion.Token.IsCancellationRequested && !cancellationToken.IsCancellationRequested))
        {
            instance.ResetChanges();
            LogDeleted(e.Message);
            services.Notifications.About(context, instance, NotifiedAction.Rebuild, NotificationPhase.Error, new ActionDetails { Fault = e });
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogToError(e);
            services.Notifications.About(context, instance, NotifiedAction.Rebuild, NotificationPhase.Error, new ActionDetails { Fault = e });
            await services.States.SetErrorStateAsync(context, instance, cleanTaskState: false, cancellationToken);
            throw;
        }
        if (!wasStopped)
            return new Rebuilt(image, networkInfo, ToBeStopped: false);
        instance.VmState = VmState.Active;
        instance.TaskState = TaskState.PoweringOff;
        instance.Progress = 0;
        await instance.SaveAsync(services.Conductor, context, cancellationToken);
        return new Rebuilt(image, networkInfo, ToBeStopped: true);
    }

    private async Task<NetworkInfo> DoRebuildAsync(
        Operation operation, RequestContext context, JObject image, CancellationToken deleted, CancellationToken cancellationToken)
    {
        var instance = operation.Instance;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deleted);
        var files = BuildRequest.DecodeFiles(operation.Arguments.Optional("injected_files"));

        // Step 2.
        TellStart(operation, context, image);
        instance.PowerState = await services.States.GetPowerStateAsync(instance, cancellationToken);
        instance.TaskState = TaskState.Rebuilding;
        await instance.SaveAsync(services.Conductor, context, [TaskState.Rebuilding], cancellationToken);
        await SpawnRequests.LoadAsync(services, context, instance, cancellationToken);
        await using var plugged = new VifPluggedWait(services.Events, instance.Uuid, services.Options, logger);
        // nova takes the cached model. The ports stay plugged, so for one that is active no event will come, and the cache does not know that it is.
        var networkInfo = await services.Network.GetInstanceNetworkInfoAsync(context, instance, null, cancellationToken);

        // Step 3.
        await services.Driver.PrepareImageAsync(context, image, ended.Token);
        ComputeFaultPoints.RebuildImageReady.Reached(instance.Uuid);

        // Step 4.
        var timeout = await PowerOffTimeout.OfAsync(services, context, instance, cleanShutdown: true, cancellationToken);
        await services.Driver.PowerOffAsync(instance.Uuid, timeout, ended.Token);
        await services.Driver.RemoveGuestAsync(instance.Uuid, ended.Token);
        ComputeFaultPoints.RebuildRemoved.Reached(instance.Uuid);
        instance.TaskState = TaskState.RebuildBlockDeviceMapping;
        await instance.SaveAsync(services.Conductor, context, [TaskState.Rebuilding], cancellationToken);

        // Step 5.
        instance.TaskState = TaskState.RebuildSpawning;
        await instance.SaveAsync(services.Conductor, context, [TaskState.RebuildBlockDeviceMapping], cancellationToken);
        ComputeFaultPoints.RebuildSpawning.Reached(instance.Uuid);
        var request = SpawnRequests.Of(context, instance, image, networkInfo, plugged) with
        {
            InjectedFiles = files,
            ConfigDrive = _configDrives.For(context, instance, files, operation.Arguments.OptionalText("new_pass"), blockDevices: null),
        };
        await services.Driver.SpawnAsync(request, ended.Token);
        ComputeFaultPoints.RebuildSpawned.Reached(instance.Uuid);

        // Step 6. nova: _update_instance_after_spawn.
        instance.PowerState = await services.States.GetPowerStateAsync(instance, cancellationToken);
        instance.VmState = VmState.Active;
        instance.TaskState = null;
        _configDrives.Note(instance);
        instance.LaunchedAt = services.Time.GetUtcNow();
        await instance.SaveAsync(services.Conductor, context, [TaskState.RebuildSpawning], cancellationToken);
        ComputeFaultPoints.RebuildActive.Reached(instance.Uuid);
        return networkInfo;
    }

    private void TellStart(Operation operation, RequestContext context, JObject image)
    {
        var instance = operation.Instance;
        // What has been used so far was used with the image there was before.
        var (imageId, metadata) = (operation.Arguments.OptionalText("orig_image_ref"), operation.Arguments.Optional("orig_sys_metadata") as JObject);
        services.Notifications.Exists(context, instance, current: true, was =>
        {
            was.ImageRef = imageId;
            if (metadata is not null)
                was.SystemMetadata = metadata.Properties().ToImmutableDictionary(p => p.Name, p => (string?)p.Value, StringComparer.Ordinal);
        });
        services.Notifications.About(context, instance, NotifiedAction.Rebuild, NotificationPhase.Start, Usage(image));
    }

    // nova: _get_image_name.
    private static ActionDetails Usage(JObject image) => new() { Usage = new JObject { ["image_name"] = (string?)image["name"] ?? "" } };

    private sealed record Rebuilt(JObject Image, NetworkInfo Network, bool ToBeStopped);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rebuilding instance")]
    private partial void LogRebuilding();

    [LoggerMessage(Level = LogLevel.Information, Message = "bringing vm to original state: 'stopped'")]
    private partial void LogStoppingAgain();

    [LoggerMessage(Level = LogLevel.Information, Message = "Instance was deleted while rebuilding: {Reason}")]
    private partial void LogDeleted(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Setting instance vm_state to ERROR")]
    private partial void LogToError(Exception exception);
}
