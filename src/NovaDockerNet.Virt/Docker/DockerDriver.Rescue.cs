using Microsoft.Extensions.Logging;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Virt.Plans;
using NovaDockerNet.Virt.Spawn;
using NovaDockerNet.Virt.Undo;

namespace NovaDockerNet.Virt.Docker;

/// <remarks>
/// Rescue: 1 config drive   2 create the rescue container, the server's disk mounted in it   3 start it in the server's namespace   4 see that it lives
/// 5 set the password. The server's own container is off and stays as it is. What there is of a rescue says its container's label, so everything
/// else asks for the container that acts for the server, and finds the right one, whatever has been restarted.
/// </remarks>
public sealed partial class DockerDriver
{
    private const string OverlayIndexParameter = "/sys/module/overlay/parameters/index";

    public Task CheckRescueAsync(string instanceUuid, CancellationToken cancellationToken)
        => CallAsync(async () => await RescueDiskAsync(instanceUuid, cancellationToken));

    public Task RescueAsync(RescueRequest request, CancellationToken cancellationToken)
        => CallAsync(() => undoLogs.RunAsync("rescue", request.Instance.Uuid, undo => RescueAsync(request, undo, cancellationToken)));

    public Task UnrescueAsync(RequestContext context, Instance instance, NetworkInfo networkInfo, bool powerOn, CancellationToken cancellationToken)
        => CallAsync(async () =>
        {
            await RemoveRescueAsync(instance.Uuid, cancellationToken);
            DriverFaultPoints.UnrescueRemoved.Reached(instance.Uuid);
            if (powerOn)
                await PowerOnAsync(await RequirePatientlyAsync(instance.Uuid, cancellationToken), instance, networkInfo, cancellationToken);
        });

    private async Task RescueAsync(RescueRequest request, UndoLog undo, CancellationToken cancellationToken)
    {
        var instance = request.Instance;
        var uuid = instance.Uuid;
        var folder = _folders.For(uuid);
        // A rescue that was interrupted: this one begins anew.
        await RemoveRescueAsync(uuid, cancellationToken);
        var disk = await RescueDiskAsync(uuid, cancellationToken);

        undo.EnterStep("create");
        undo.OnFailure("remove rescue container", token => RemoveRescueAsync(uuid, token));
        var image = await _patience.CallAsync(
            $"prepare image {(string?)request.ImageMeta["id"]}", token => images.PrepareAsync(request.Context, request.ImageMeta, token), cancellationToken);
        var plan = ContainerPlan.ForRescue(
            instance, image, request.ImageMeta, disk, folder, options, await GetCapabilitiesAsync(cancellationToken),
            await PlacementOfAsync(instance, cancellationToken));
        // Step 1
        if (request.ConfigDrive is { } make)
        {
            folder.WriteConfigDrive(folder.RescueConfigDrivePath, await make(request.NetworkInfo, cancellationToken));
            plan = ContainerPlan.WithConfigDrive(plan, folder, folder.RescueConfigDrivePath);
        }
        // Step 2
        cancellationToken.ThrowIfCancellationRequested();
        var container = await CreateAsync(plan, image, uuid, DriverFaultPoints.RescueCreated, token => RemoveRescueAsync(uuid, token), cancellationToken);

        // Step 3
        undo.EnterStep("start");
        await PowerOnAsync(container, instance, request.NetworkInfo, cancellationToken);

        // Step 4
        undo.EnterStep("confirm");
        var exitCode = await _patience.CallAsync(
            $"see that container {container.Id} lives", token => ExitCodeAsync(container.Id, token), cancellationToken);
        if (exitCode is { } code)
            throw await EndedAtOnceAsync(container.Id, image.ImageId, code, cancellationToken);

        // Step 5
        undo.EnterStep("password");
        if (request.AdminPassword is { } password)
            await SetRescuePasswordAsync(request, container.Id, password, cancellationToken);
        DriverFaultPoints.RescuePasswordSet.Reached(uuid);
        LogRescued(uuid, container.Id, ContainerPlan.RescueMount);
    }

    // As with a virtual machine the config drive has it, too; an image that can take it by neither way is still of use with a key, or a console.
    private async Task SetRescuePasswordAsync(RescueRequest request, string containerId, string password, CancellationToken cancellationToken)
    {
        try
        {
            var user = (string?)request.ImageMeta["properties"]?["os_admin_user"];
            await SetPasswordAsync(containerId, request.Instance.Uuid, user, password, cancellationToken);
        }
        catch (NovaException e) when (e is SetAdminPasswdNotSupported or InstancePasswordSetFailed)
        {
            LogPasswordNotSet(request.Instance.Uuid, e.Message);
        }
    }

    private async Task<Mount> RescueDiskAsync(string instanceUuid, CancellationToken cancellationToken)
    {
        var server = (await ListPatientlyAsync(instanceUuid, cancellationToken)).FirstOrDefault(IsServer)
            ?? throw new InstanceNotRescuable(instanceUuid, "its container is gone");
        var inspected = await _patience.CallAsync(
            $"inspect container {server.Id}", token => docker.Containers.InspectAsync(server.Id, token), cancellationToken);
        try
        {
            return RescueDisk.From(inspected.GraphDriver, File.ReadAllText, File.Exists(OverlayIndexParameter));
        }
        catch (Exception e) when (e is NotSupportedException or IOException or UnauthorizedAccessException)
        {
            throw new InstanceNotRescuable(instanceUuid, e.Message);
        }
    }

    private async Task RemoveRescueAsync(string instanceUuid, CancellationToken cancellationToken)
    {
        foreach (var container in (await ListPatientlyAsync(instanceUuid, cancellationToken)).Where(container => !IsServer(container)))
        {
            // Its writes to the server's disk are with the kernel's overlay by then; the unmount writes them out.
            await RemoveContainerAsync(container, cancellationToken);
            await networks.UnbindContainerAsync(container.Id, cancellationToken);
        }
        _folders.For(instanceUuid).RemoveRescueConfigDrive();
    }

    /// <summary>
    /// The container to start: of a server that is not rescued it is its own, and what a failed unrescue may have left of the other is removed first,
    /// before both write to one disk.
    /// </summary>
    private async Task<ContainerSummary> RequireActingAsync(Instance instance, CancellationToken cancellationToken)
    {
        var acting = await RequirePatientlyAsync(instance.Uuid, cancellationToken);
        if (IsServer(acting) || instance.VmState == VmState.Rescued)
            return acting;
        await RemoveRescueAsync(instance.Uuid, cancellationToken);
        return await RequirePatientlyAsync(instance.Uuid, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Instance {InstanceUuid} is rescued in container {ContainerId}, its disk at {Mount}")]
    private partial void LogRescued(string instanceUuid, string containerId, string mount);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Instance {InstanceUuid}: the password of its rescue container could not be set, only its config drive has it if there is one: {Reason}")]
    private partial void LogPasswordNotSet(string instanceUuid, string reason);
}
