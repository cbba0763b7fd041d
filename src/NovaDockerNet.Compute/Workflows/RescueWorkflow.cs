using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Compute.Metadata;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt.Spawn;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>rescue, unrescue. nova: compute/manager.py rescue_instance, unrescue_instance, _get_rescue_image.</summary>
/// <remarks>
/// Rescue: 1 choose the image   2 bring it to this host, and see that the disk can be reached   3 power off   4 rescue   5 record RESCUED.
/// nova sets a server to ERROR whatever has failed. What fails in steps 1 and 2 has not touched the server, which stays as it was.
/// </remarks>
sealed partial class RescueWorkflow(WorkflowServices services, IImageApi images, DeletionRequests deletions, ILogger<RescueWorkflow> logger)
{
    private readonly ConfigDrives _configDrives = new(services.Conductor, services.Network, services.Options);

    /// <param name="callerContext">The user's.</param>
    /// <param name="instance">The request's.</param>
    /// <param name="password">nova-api makes one up where the user gives none.</param>
    /// <param name="imageRef">Null or empty for the default.</param>
    /// <param name="cleanShutdown">False kills the guest at once.</param>
    /// <param name="cancellationToken">Ends with the service.</param>
    public async Task RescueAsync(
        RequestContext callerContext, Instance instance, string? password, string? imageRef, bool cleanShutdown, CancellationToken cancellationToken)
    {
        using var deletion = deletions.Track(instance.Uuid);
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        var context = callerContext.Elevated();
        LogRescuing();
        ComputeFaultPoints.RescueBegun.Reached(instance.Uuid);
        try
        {
            await RescueAsync(context, instance, password, imageRef, cleanShutdown, deletion.Token, cancellationToken);
        }
        catch (Exception e) when (e is InstanceNotFound or UnexpectedDeletingTaskStateError
            || (e is OperationCanceledException && deletion.Token.IsCancellationRequested && !cancellationToken.IsCancellationRequested))
        {
            instance.ResetChanges();
            LogDeleted(e.Message);
        }
    }

    public async Task UnrescueAsync(RequestContext callerContext, Instance instance, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        var context = callerContext.Elevated();
        LogUnrescuing();
        ComputeFaultPoints.UnrescueBegun.Reached(instance.Uuid);
        await SpawnRequests.LoadAsync(services, context, instance, cancellationToken);
        var networkInfo = await services.Network.GetInstanceNetworkInfoAsync(context, instance, null, cancellationToken);
        var details = new ActionDetails { Network = networkInfo };
        services.Notifications.About(context, instance, NotifiedAction.Unrescue, NotificationPhase.Start, details);
        await services.States.ErrorOutOnExceptionAsync(
            context, instance, instance.VmState,
            () => services.Driver.UnrescueAsync(context, instance, networkInfo, powerOn: true, cancellationToken), cancellationToken);
        ComputeFaultPoints.UnrescueDone.Reached(instance.Uuid);
        instance.VmState = VmState.Active;
        instance.TaskState = null;
        instance.PowerState = await services.States.GetPowerStateAsync(instance, cancellationToken);
        await instance.SaveAsync(services.Conductor, context, [TaskState.Unrescuing], cancellationToken);
        ComputeFaultPoints.UnrescueSaved.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.Unrescue, NotificationPhase.End, details);
    }

    private async Task RescueAsync(
        RequestContext context, Instance instance, string? password, string? imageRef, bool cleanShutdown, CancellationToken deleted,
        CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deleted);
        await SpawnRequests.LoadAsync(services, context, instance, cancellationToken);
        var networkInfo = await services.Network.GetInstanceNetworkInfoAsync(context, instance, null, cancellationToken);

        // Step 1.
        var image = await images.GetAsync(context, ImageFor(instance, imageRef), cancellationToken);
        var details = new ActionDetails
        {
            Network = networkInfo,
            Usage = new JObject { ["rescue_image_name"] = image["name"]?.DeepClone() ?? "" },
            Fields = new JObject { ["rescue_image_ref"] = imageRef },
        };
        services.Notifications.About(context, instance, NotifiedAction.Rescue, NotificationPhase.Start, details);

        // Step 2.
        await services.Driver.CheckRescueAsync(instance.Uuid, ended.Token);
        await services.Driver.PrepareImageAsync(context, image, ended.Token);
        ComputeFaultPoints.RescueImageReady.Reached(instance.Uuid);
        try
        {
            // Step 3.
            var timeout = await PowerOffTimeout.OfAsync(services, context, instance, cleanShutdown, cancellationToken);
            await services.Driver.PowerOffAsync(instance.Uuid, timeout, ended.Token);
            ComputeFaultPoints.RescuePoweredOff.Reached(instance.Uuid);

            // Step 4.
            var request = new RescueRequest
            {
                Context = context,
                Instance = instance,
                ImageMeta = image,
                NetworkInfo = networkInfo,
                AdminPassword = password,
                ConfigDrive = _configDrives.For(context, instance, [], password, blockDevices: null),
            };
            await services.Driver.RescueAsync(request, ended.Token);
            ComputeFaultPoints.RescueDone.Reached(instance.Uuid);
        }
        catch (Exception e) when (e is not OperationCanceledException && !deleted.IsCancellationRequested)
        {
            LogFailed(e);
            await services.States.SetErrorStateAsync(context, instance, cleanTaskState: false, cancellationToken);
            throw new InstanceNotRescuable(instance.Uuid, $"Driver Error: {e.Message}");
        }

        services.Notifications.Exists(context, instance, current: true);

        // Step 5.
        instance.VmState = VmState.Rescued;
        instance.TaskState = null;
        instance.PowerState = await services.States.GetPowerStateAsync(instance, cancellationToken);
        instance.LaunchedAt = services.Time.GetUtcNow();
        await instance.SaveAsync(services.Conductor, context, [TaskState.Rescuing], cancellationToken);
        ComputeFaultPoints.RescueSaved.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.Rescue, NotificationPhase.End, details);
    }

    /// <summary>nova: _get_rescue_image, and the libvirt driver's rescue_image_id.</summary>
    private string ImageFor(Instance instance, string? imageRef)
    {
        if (imageRef is { Length: > 0 })
            return imageRef;
        if (services.Options.RescueImageId is { Length: > 0 } configured)
            return configured;
        if (instance.SystemMetadata.GetValueOrDefault("image_base_image_ref") is { Length: > 0 } baseImage)
            return baseImage;
        LogOwnImage();
        return instance.ImageRef is { Length: > 0 } own ? own : throw new InstanceNotRescuable(instance.Uuid, "it has no image, and none was named");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Rescuing")]
    private partial void LogRescuing();

    [LoggerMessage(Level = LogLevel.Information, Message = "Unrescuing")]
    private partial void LogUnrescuing();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unable to find a different image to use for rescue VM, using instance's current image")]
    private partial void LogOwnImage();

    [LoggerMessage(Level = LogLevel.Error, Message = "Error trying to Rescue Instance")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Instance was deleted while being rescued: {Reason}")]
    private partial void LogDeleted(string reason);
}
