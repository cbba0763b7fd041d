using Microsoft.Extensions.Logging;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Virt.Docker;

/// <remarks>Destroy goes forward only: every step makes something absent, a failure is collected, and running it again is normal.</remarks>
public sealed partial class DockerDriver
{
    private const int RemoveAttempts = 4;
    private static readonly TimeSpan RemoveRetryDelay = TimeSpan.FromMilliseconds(500);

    public Task DestroyAsync(string instanceUuid, NetworkInfo? networkInfo, bool destroyDisks, CancellationToken cancellationToken)
        => CallAsync(async () =>
        {
            List<string> failures = [];
            _consoles?.Close(instanceUuid);
            await StepAsync("container", () => destroyDisks
                ? RemoveContainersAsync(instanceUuid, cancellationToken)
                : PowerOffAsync(instanceUuid, TimeSpan.Zero, cancellationToken));
            await StepAsync("network", () => networks.RemoveAsync(instanceUuid, cancellationToken));
            DriverFaultPoints.DestroyUnplugged.Reached(instanceUuid);
            // The folder says what is left to do: it goes last, and only when nothing is.
            if (destroyDisks && failures.Count == 0)
                await StepAsync("instance folder", () => Task.Run(_folders.For(instanceUuid).Remove, cancellationToken));
            DriverFaultPoints.DestroyForgotten.Reached(instanceUuid);
            if (failures.Count > 0)
                throw new InstanceTerminationFailure(string.Join("; ", failures));

            async Task StepAsync(string what, Func<Task> step)
            {
                try
                {
                    await step();
                }
                catch (Exception e) when (e is not OperationCanceledException and not DockerConnectionException)
                {
                    LogDestroyStepFailed(e, instanceUuid, what);
                    failures.Add($"{what}: {e.Message}");
                }
            }
        });

    public Task RemoveGuestAsync(string instanceUuid, CancellationToken cancellationToken)
        => CallAsync(() => RemoveContainersAsync(instanceUuid, cancellationToken));

    /// <summary>Removes the instance's container with its file system, and its binding to the namespace.</summary>
    private async Task RemoveContainersAsync(string instanceUuid, CancellationToken cancellationToken)
    {
        var bound = new HashSet<string>(StringComparer.Ordinal);
        if (RecordedContainer(instanceUuid) is { } recorded)
            bound.Add(recorded);
        foreach (var container in await ListPatientlyAsync(instanceUuid, cancellationToken))
        {
            bound.Add(container.Id);
            await RemoveContainerAsync(container, cancellationToken);
            DriverFaultPoints.DestroyRemoved.Reached(instanceUuid);
        }
        foreach (var containerId in bound)
        {
            await networks.UnbindContainerAsync(containerId, cancellationToken);
            DriverFaultPoints.DestroyUnbound.Reached(instanceUuid);
        }
    }

    // What is removed anyway needs no readable record; the containers themselves are found by label.
    private string? RecordedContainer(string instanceUuid)
    {
        try
        {
            return _folders.For(instanceUuid).ReadRecord()?.ContainerId;
        }
        catch (InvalidDataException e)
        {
            LogRecordUnreadable(instanceUuid, e.Message);
            return null;
        }
    }

    private async Task RemoveContainerAsync(ContainerSummary container, CancellationToken cancellationToken)
    {
        await _patience.CallAsync($"remove container {container.Id}", token => RemoveContainerAsync(container.Id, token), cancellationToken);
        // What Docker runs it has ended. What it did not know of holds the namespace.
        if (container.State is not ("running" or "paused"))
            EndLeftProcesses(container.Id);
    }

    private int EndLeftProcesses(string containerId)
    {
        var ended = LeftProcesses.End(containerId);
        if (ended > 0)
            LogLeftProcesses(ended, containerId);
        return ended;
    }

    private async Task RemoveContainerAsync(string containerId, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await docker.Containers.RemoveAsync(containerId, force: true, removeVolumes: true, cancellationToken);
                return;
            }
            catch (DockerNotFoundException)
            {
                return;
            }
            catch (DockerConflictException e) when (e.DaemonMessage.Contains("already in progress", StringComparison.Ordinal))
            {
                await WaitForRemovalAsync(containerId, cancellationToken);
                return;
            }
            catch (DockerOperationException e) when (attempt < RemoveAttempts && !EnginePatience.IsGone(e))
            {
                // A mount that another process still holds ("device or resource busy") goes away by itself.
                LogRemoveRetry(containerId, e.DaemonMessage);
                await Task.Delay(RemoveRetryDelay, time, cancellationToken);
            }
        }
    }

    private async Task WaitForRemovalAsync(string containerId, CancellationToken cancellationToken)
    {
        try
        {
            await docker.Containers.WaitAsync(containerId, WaitCondition.Removed, cancellationToken);
        }
        catch (DockerNotFoundException)
        {
            // It was faster than the question.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Instance {InstanceUuid}: its {What} could not be removed; destroy can be run again")]
    private partial void LogDestroyStepFailed(Exception exception, string instanceUuid, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance {InstanceUuid} is removed without its record: {Reason}")]
    private partial void LogRecordUnreadable(string instanceUuid, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ended {Count} processes of container {ContainerId} that an earlier dockerd had left")]
    private partial void LogLeftProcesses(int count, string containerId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Container {ContainerId} could not be removed, trying again: {Reason}")]
    private partial void LogRemoveRetry(string containerId, string reason);
}
