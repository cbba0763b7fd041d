using System.Globalization;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Virt.Guests;
using NovaDockerNet.Virt.Inventory;
using NovaDockerNet.Virt.Plans;
using NovaDockerNet.Virt.State;

namespace NovaDockerNet.Virt.Docker;

/// <remarks>A resize in place: the limits of the container change, running or not, and are read back from its control groups.</remarks>
public sealed partial class DockerDriver
{
    public Task ResizeAsync(Instance instance, Flavor flavor, InstanceNumaTopology? topology, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var uuid = instance.Uuid;
        var container = await RequireAsync(uuid, cancellationToken);
        var inspected = await docker.Containers.InspectAsync(container.Id, cancellationToken);
        var before = inspected.HostConfig;
        var host = await ReadProcessorsAsync(cancellationToken);
        var place = PlacementOf(topology, host).ChangeFrom(CpuPlacement.Of(before), host);
        var wanted = GuestLimits.From(flavor, options, place);
        var limits = VifLimits.From(flavor);
        var folder = _folders.For(uuid);
        CheckRootDisk(flavor, before);
        CheckDiskLimits(flavor, before);
        if (inspected.State.Running)
            await CheckMemoryInUseAsync(inspected.State.Pid, flavor, cancellationToken);

        await undoLogs.RunAsync("resize", uuid, async undo =>
        {
            undo.EnterStep("change limits");
            undo.OnFailure("put the limits back", token => UpdateAsync(container.Id, uuid, LimitsOf(before, place, host), token));
            await UpdateAsync(container.Id, uuid, wanted, cancellationToken);
            DriverFaultPoints.ResizeUpdated.Reached(uuid);
            undo.EnterStep("read limits back");
            if (inspected.State.Running)
            {
                await VerifyAsync(inspected.State.Pid, wanted, cancellationToken);
                if (await MisplacedAsync(inspected.State.Pid, place, cancellationToken) is { } problem)
                    throw new ResizeError(problem);
            }
            undo.EnterStep("change limits of the network");
            if (folder.ReadRecord() is { } record)
            {
                undo.OnFailure("put the limits of the network back", token => RecordAsync(folder, record, token));
                await RecordAsync(
                    folder,
                    record with
                    {
                        MemoryMb = flavor.MemoryMb,
                        Vcpus = (int)flavor.Vcpus,
                        RootGb = flavor.RootGb,
                        VifInbound = limits.Inbound,
                        VifOutbound = limits.Outbound,
                    },
                    cancellationToken);
            }
        });
        LogResized(uuid, flavor.MemoryMb, flavor.Swap, flavor.Vcpus, place.Cpus ?? Any);
    });

    /// <summary>Writes the record and makes the limits of a network that is there as it says.</summary>
    private async Task RecordAsync(InstanceFolder folder, InstanceRecord record, CancellationToken cancellationToken)
    {
        var before = folder.ReadRecord();
        folder.WriteRecord(record);
        if ((before?.VifInbound, before?.VifOutbound) != (record.VifInbound, record.VifOutbound) && record.NetworkInfo is JArray known
            && (await networks.ListNamespacesAsync(cancellationToken)).Contains(record.InstanceUuid))
            await EnsureNetworkAsync(record.InstanceUuid, record.Hostname, new NetworkInfo(known), cancellationToken);
    }

    private async Task UpdateAsync(string containerId, string instanceUuid, UpdateContainerParameters limits, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var warning in await docker.Containers.UpdateAsync(containerId, limits, cancellationToken))
                LogDockerWarning(instanceUuid, warning);
        }
        catch (DockerOperationException e)
        {
            throw new ResizeError($"Docker refused the new limits: {e.DaemonMessage}");
        }
    }

    /// <summary>What docker update puts back. Zero stands for "as it is" there, -1 for none.</summary>
    private static UpdateContainerParameters LimitsOf(HostConfig before, CpuPlacement changed, HostProcessors host)
    {
        var back = CpuPlacement.Of(before).ChangeFrom(changed, host);
        return new UpdateContainerParameters
        {
            Memory = before.Memory,
            MemorySwap = before.MemorySwap,
            CpuShares = before.CpuShares,
            CpuPeriod = before.CpuPeriod is > 0 ? before.CpuPeriod : null,
            CpuQuota = before.CpuQuota is null or 0 ? -1 : before.CpuQuota,
            CpusetCpus = back.Cpus,
            CpusetMems = back.Nodes,
            PidsLimit = before.PidsLimit,
        };
    }

    // Docker sets the size of a container's file system when it makes it, and never again.
    private static void CheckRootDisk(Flavor flavor, HostConfig before)
    {
        if (before.StorageOpt?.GetValueOrDefault("size") is { } size && size != GuestLimits.RootDisk(flavor))
            throw new ResizeError(
                $"the root disk of this server is limited to {size}B, which Docker cannot change; choose a flavor with the same disk, or rebuild the server");
    }

    // As with its size: docker update has no limits of block devices, and what was written behind its back would last until the next start.
    private static void CheckDiskLimits(Flavor flavor, HostConfig before)
    {
        var (has, wanted) = (DiskLimits.From(before), DiskLimits.From(flavor));
        if (has != wanted)
            throw new ResizeError(
                $"the disk of this server is limited to {has}, which Docker cannot change to {wanted}; "
                + "choose a flavor with the same quota:disk_*, or rebuild the server");
    }

    /// <summary>Docker drops limits of the disk that the kernel or its control groups cannot hold; a flavor that asks for them gets them or no server.</summary>
    private async Task VerifyDiskAsync(string containerId, DiskLimits wanted, CancellationToken cancellationToken)
    {
        if (!wanted.Any)
            return;
        var state = (await docker.Containers.InspectAsync(containerId, cancellationToken)).State;
        // One that has ended by itself within the grace time, which is somebody else's to judge.
        if (!state.Running || (await GetCapabilitiesAsync(cancellationToken)).Disk is not { } device)
            return;
        var found = await GroupOfAsync("blkio", state.Pid, cancellationToken) is { } group ? DiskThrottle.Read(group, device.Number) : default;
        if (found != wanted)
            throw new InstanceDeployFailure(
                $"the flavor's extra specs quota:disk_* ask for {wanted} on {device.Path}; the container's control group has {found}. "
                + "See docker info for what this host's kernel lacks.");
    }

    /// <summary>A limit below what the processes hold would have the kernel kill them.</summary>
    private static async Task CheckMemoryInUseAsync(long process, Flavor flavor, CancellationToken cancellationToken)
    {
        if (await GroupOfAsync("memory", process, cancellationToken) is not { } group)
            return;
        var name = group.Unified ? "anon" : "total_rss";
        var text = await File.ReadAllTextAsync(Path.Combine(group.Path, "memory.stat"), cancellationToken);
        var line = text.Split('\n').FirstOrDefault(each => each.StartsWith(name + " ", StringComparison.Ordinal));
        if (line is not null && long.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture) is var used && used > (flavor.MemoryMb << 20))
            throw new ResizeError($"the server uses {used >> 20} MB of memory at present, more than the {flavor.MemoryMb} MB of flavor {flavor.Name}");
    }

    /// <summary>Docker drops limits that kernel or host do not have; these must be there.</summary>
    private async Task VerifyAsync(long process, UpdateContainerParameters wanted, CancellationToken cancellationToken)
    {
        if (await GroupOfAsync("memory", process, cancellationToken) is { } memory)
            await ExpectAsync(memory, memory.Unified ? "memory.max" : "memory.limit_in_bytes", wanted.Memory?.ToString(CultureInfo.InvariantCulture), cancellationToken);
        if ((await GetCapabilitiesAsync(cancellationToken)).CpuQuota && await GroupOfAsync("cpu", process, cancellationToken) is { } cpu)
        {
            var quota = wanted.CpuQuota is > 0 and var microseconds ? microseconds.ToString(CultureInfo.InvariantCulture) : cpu.Unified ? "max" : "-1";
            await ExpectAsync(cpu, cpu.Unified ? "cpu.max" : "cpu.cfs_quota_us", quota, cancellationToken);
        }
    }

    private static async Task ExpectAsync(ControlGroup group, string file, string? wanted, CancellationToken cancellationToken)
    {
        // cpu.max has the period behind the quota.
        var found = (await File.ReadAllTextAsync(Path.Combine(group.Path, file), cancellationToken)).Trim().Split(' ')[0];
        if (wanted is not null && found != wanted)
            throw new ResizeError($"{file} of the container is {found} after the change, not {wanted}");
    }

    private static async Task<ControlGroup?> GroupOfAsync(string controller, long process, CancellationToken cancellationToken) => ControlGroup.Find(
        controller, await File.ReadAllTextAsync($"/proc/{process}/cgroup", cancellationToken),
        await File.ReadAllTextAsync("/proc/self/mountinfo", cancellationToken)) is { } group && Directory.Exists(group.Path) ? group : null;

    [LoggerMessage(Level = LogLevel.Information, Message = "Instance {InstanceUuid} has {MemoryMb} MB of memory, {SwapMb} MB of swap and {Vcpus} processors now, of the host's CPUs {Cpus}")]
    private partial void LogResized(string instanceUuid, long memoryMb, long swapMb, long vcpus, string cpus);
}
