using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Virt.Guests;
using NovaDockerNet.Virt.State;

namespace NovaDockerNet.Virt.Docker;

/// <remarks>
/// A suspended guest is frozen, and its memory is given back to the host as far as the kernel can: the page cache, and anonymous memory where there
/// is swap. The record is written before the freezer acts, so a crash leaves either a running guest or a suspended one.
/// </remarks>
public sealed partial class DockerDriver
{
    public Task SuspendAsync(string instanceUuid, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var container = await RequireAsync(instanceUuid, cancellationToken);
        await FreezeAsync(container, instanceUuid, FrozenState.Suspended, cancellationToken);
        await ReclaimMemoryAsync(container.Id, instanceUuid, cancellationToken);
    });

    public Task ResumeAsync(RequestContext context, Instance instance, NetworkInfo networkInfo, CancellationToken cancellationToken)
        => CallAsync(async () =>
        {
            var container = await RequireAsync(instance.Uuid, cancellationToken);
            if (container.State == "paused")
            {
                await UnpauseAsync(instance.Uuid, cancellationToken);
                RecordFrozen(instance.Uuid, null);
                return;
            }
            // The host or Docker went down meanwhile: as a virtual machine without its saved memory, it is started.
            await PowerOnAsync(container, instance, networkInfo, cancellationToken);
        });

    public Task QuiesceAsync(string instanceUuid, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var container = await RequireAsync(instanceUuid, cancellationToken);
        await FreezeAsync(container, instanceUuid, FrozenState.Quiesced, cancellationToken);
        await SyncFileSystemAsync(container.Id, cancellationToken);
    });

    public Task UnquiesceAsync(string instanceUuid, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        if (_folders.For(instanceUuid).ReadRecord()?.Frozen != FrozenState.Quiesced)
            return;
        await UnpauseAsync(instanceUuid, cancellationToken);
        RecordFrozen(instanceUuid, null);
    });

    private async Task FreezeAsync(ContainerSummary container, string instanceUuid, string why, CancellationToken cancellationToken)
    {
        if (container.State is not ("running" or "paused"))
            throw new InstanceNotRunning(instanceUuid);
        RecordFrozen(instanceUuid, why);
        if (container.State == "paused")
            return;
        try
        {
            await docker.Containers.PauseAsync(container.Id, cancellationToken);
        }
        catch (DockerConflictException)
        {
            RecordFrozen(instanceUuid, null);
            throw new InstanceNotRunning(instanceUuid);
        }
    }

    private void RecordFrozen(string instanceUuid, string? why)
    {
        var folder = _folders.For(instanceUuid);
        var record = folder.ReadRecord() ?? new InstanceRecord { InstanceUuid = instanceUuid };
        if (record.Frozen != why)
            folder.WriteRecord(record with { Frozen = why });
    }

    /// <summary>Docker's word, made precise by our record.</summary>
    private PowerState PowerStateOf(string instanceUuid, string status)
    {
        var state = ToPowerState(status);
        if (state != PowerState.Paused)
            return state;
        try
        {
            return _folders.For(instanceUuid).ReadRecord()?.Frozen switch
            {
                FrozenState.Suspended => PowerState.Suspended,
                FrozenState.Quiesced or FrozenState.Snapshot => PowerState.Running,
                _ => PowerState.Paused,
            };
        }
        catch (InvalidDataException e)
        {
            LogFrozenUnknown(instanceUuid, e.Message);
            return PowerState.Paused;
        }
    }

    private async Task ReclaimMemoryAsync(string containerId, string instanceUuid, CancellationToken cancellationToken)
    {
        var process = (await docker.Containers.InspectAsync(containerId, cancellationToken)).State.Pid;
        try
        {
            var group = ControlGroup.Find(
                "memory", await File.ReadAllTextAsync($"/proc/{process}/cgroup", cancellationToken),
                await File.ReadAllTextAsync("/proc/self/mountinfo", cancellationToken));
            if (group is null)
                return;
            // Blocks until the kernel has looked at all of it.
            await Task.Run(() => Reclaim(group), CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // EAGAIN when not all could be had, which is normal; memory.reclaim is there since Linux 5.19. The guest is suspended either way.
            LogNotReclaimed(instanceUuid, e.Message);
        }
    }

    private static void Reclaim(ControlGroup group)
    {
        if (!group.Unified)
        {
            File.WriteAllText(Path.Combine(group.Path, "memory.force_empty"), "0");
            return;
        }
        var current = File.ReadAllText(Path.Combine(group.Path, "memory.current")).Trim();
        if (long.Parse(current, CultureInfo.InvariantCulture) > 0)
            File.WriteAllText(Path.Combine(group.Path, "memory.reclaim"), current);
    }

    /// <summary>What the frozen processes have written reaches the disk. syncfs(2) on the guest's root.</summary>
    private async Task SyncFileSystemAsync(string containerId, CancellationToken cancellationToken)
    {
        var process = (await docker.Containers.InspectAsync(containerId, cancellationToken)).State.Pid;
        await Task.Run(
            () =>
            {
                var fd = Libc.Open($"/proc/{process}/root", Libc.ReadOnlyDirectory);
                if (fd < 0)
                    throw new IOException($"cannot open the root of container {containerId}: {Marshal.GetLastPInvokeErrorMessage()}");
                try
                {
                    if (Libc.SyncFs(fd) != 0)
                        throw new IOException($"cannot sync the root of container {containerId}: {Marshal.GetLastPInvokeErrorMessage()}");
                }
                finally
                {
                    _ = Libc.Close(fd);
                }
            }, CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Instance {InstanceUuid}: the kernel did not give back all of its memory: {Reason}")]
    private partial void LogNotReclaimed(string instanceUuid, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance {InstanceUuid} is frozen, and counts as paused because its record does not say why: {Reason}")]
    private partial void LogFrozenUnknown(string instanceUuid, string reason);
}
