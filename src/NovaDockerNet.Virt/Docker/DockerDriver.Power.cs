using Microsoft.Extensions.Logging;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Virt.Guests;

namespace NovaDockerNet.Virt.Docker;

public sealed partial class DockerDriver
{
    public Task PowerOffAsync(string instanceUuid, TimeSpan timeout, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        if ((await ListPatientlyAsync(instanceUuid, cancellationToken)).FirstOrDefault() is { } container)
            await StopAsync(container, instanceUuid, timeout, cancellationToken);
    });

    public Task PowerOnAsync(RequestContext context, Instance instance, NetworkInfo networkInfo, CancellationToken cancellationToken)
        => PowerOnAsync(context, instance, Task.FromResult(networkInfo), cancellationToken);

    public Task PowerOnAsync(RequestContext context, Instance instance, Task<NetworkInfo> networkInfo, CancellationToken cancellationToken)
        => CallAsync(async () =>
        {
            var container = await RequireActingAsync(instance, cancellationToken);
            await using var held = networkInfo.IsCompleted || container.State == "running"
                ? null : await HoldStartAsync(container, instance.Uuid, cancellationToken);
            try
            {
                await PowerOnAsync(container, instance, await networkInfo.WaitAsync(cancellationToken), held, cancellationToken);
            }
            catch when (held is not null)
            {
                await held.DisposeAsync();
                // An outsider's docker start should work as before.
                await networks.BindContainerAsync(container.Id, instance.Uuid, IsSystem(container), CancellationToken.None);
                throw;
            }
        });

    public Task RebootAsync(
        RequestContext context, Instance instance, NetworkInfo networkInfo, RebootType rebootType, TimeSpan softTimeout,
        CancellationToken cancellationToken) => CallAsync(async () =>
        {
            var container = await RequireActingAsync(instance, cancellationToken);
            await StopAsync(container, instance.Uuid, rebootType == RebootType.Soft ? softTimeout : TimeSpan.Zero, cancellationToken);
            await PowerOnAsync(container with { State = "exited" }, instance, networkInfo, cancellationToken);
        });

    public Task PauseAsync(string instanceUuid, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var container = await RequirePatientlyAsync(instanceUuid, cancellationToken);
        RecordFrozen(instanceUuid, null);
        if (container.State == "paused")
            return;
        try
        {
            await _patience.CallAsync($"pause container {container.Id}", token => docker.Containers.PauseAsync(container.Id, token), cancellationToken);
        }
        catch (DockerConflictException)
        {
            throw new InstanceNotRunning(instanceUuid);
        }
    });

    public Task UnpauseAsync(string instanceUuid, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var container = await RequirePatientlyAsync(instanceUuid, cancellationToken);
        if (container.State == "running")
            return;
        try
        {
            await _patience.CallAsync($"unpause container {container.Id}", token => docker.Containers.UnpauseAsync(container.Id, token), cancellationToken);
        }
        catch (DockerOperationException e) when (e is DockerConflictException || e.DaemonMessage.Contains("is not paused", StringComparison.Ordinal))
        {
            throw new InstanceNotRunning(instanceUuid);
        }
    });

    private async Task StopAsync(ContainerSummary container, string instanceUuid, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await _patience.CallAsync($"stop container {container.Id}", token => StopAsync(container, timeout, token), cancellationToken);
        }
        catch (Exception e) when (e is DockerNotFoundException or DockerConflictException)
        {
            // Not there, or not running: that is what was asked for.
        }
        catch (DockerOperationException e)
        {
            throw new InstancePowerOffFailure(e.DaemonMessage);
        }
        DriverFaultPoints.PowerOffStopped.Reached(instanceUuid);
    }

    private async Task StopAsync(ContainerSummary container, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (timeout > TimeSpan.Zero)
        {
            await docker.Containers.StopAsync(container.Id, timeout, cancellationToken);
            return;
        }
        await docker.Containers.KillAsync(container.Id, null, cancellationToken);
        // kill returns when the signal is sent.
        await docker.Containers.WaitAsync(container.Id, WaitCondition.NotRunning, cancellationToken);
    }

    private Task PowerOnAsync(ContainerSummary container, Instance instance, NetworkInfo networkInfo, CancellationToken cancellationToken)
        => PowerOnAsync(container, instance, networkInfo, held: null, cancellationToken);

    private async Task PowerOnAsync(
        ContainerSummary container, Instance instance, NetworkInfo networkInfo, HeldStart? held, CancellationToken cancellationToken)
    {
        // Network first: after a reboot of the host nothing of it is left.
        await EnsureNetworkAsync(instance.Uuid, instance.Hostname, networkInfo, cancellationToken);
        DriverFaultPoints.PowerOnPlugged.Reached(instance.Uuid);
        RememberNetwork(instance.Uuid, container.Id, networkInfo);
        RecordFrozen(instance.Uuid, null);
        DriverFaultPoints.PowerOnRecorded.Reached(instance.Uuid);
        if (container.State == "running")
            return;
        try
        {
            if (held is null || !await LetGoAsync(held, container, instance.Uuid))
                await StartAsync(container, instance.Uuid, cancellationToken);
        }
        catch (DockerOperationException e)
        {
            LogStartFailed(instance.Uuid, e.DaemonMessage);
            throw new InstancePowerOnFailure(e.DaemonMessage);
        }
        await AnnounceAsync(instance.Uuid, networkInfo, cancellationToken);
        DriverFaultPoints.PowerOnAnnounced.Reached(instance.Uuid);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Instance {InstanceUuid} did not start; its container and data are kept: {Reason}")]
    private partial void LogStartFailed(string instanceUuid, string reason);
}
