using Microsoft.Extensions.Logging;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Virt.Guests;
using NovaDockerNet.Virt.Hardware;
using NovaDockerNet.Virt.Inventory;
using NovaDockerNet.Virt.Plans;

namespace NovaDockerNet.Virt.Docker;

/// <remarks>Which CPUs guests run on. Docker keeps them with the container; a running one is moved without being restarted.</remarks>
public sealed partial class DockerDriver
{
    /// <summary>In the log, for CPUs and nodes that nothing is said about.</summary>
    private const string Any = "any";

    public Task EnsureProcessorsAsync(Instance instance, GuestInfo? known, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        List<string> containers = known is not null ? [known.InternalId] : [.. (await ListPatientlyAsync(instance.Uuid, cancellationToken)).Select(each => each.Id)];
        if (containers.Count == 0)
            return;
        var host = await ReadProcessorsAsync(cancellationToken);
        var wanted = PlacementOf(instance.GetOrDefault(Instance.Fields.NumaTopology), host);
        foreach (var container in containers)
        {
            var inspected = await docker.Containers.InspectAsync(container, cancellationToken);
            var before = CpuPlacement.Of(inspected.HostConfig);
            var change = wanted.ChangeFrom(before, host);
            if (change == before)
                continue;
            await UpdateAsync(
                container, instance.Uuid, new UpdateContainerParameters { CpusetCpus = change.Cpus, CpusetMems = change.Nodes }, cancellationToken);
            if (inspected.State.Running && await MisplacedAsync(inspected.State.Pid, change, cancellationToken) is { } problem)
                throw new ResizeError(problem);
            LogMoved(instance.Uuid, change.Cpus ?? Any, change.Nodes ?? Any);
        }
    });

    private CpuPlacement PlacementOf(InstanceNumaTopology? topology, HostProcessors host) => CpuPlacement.From(topology, options.Cpus, host);

    // What the kernel has to say is a file or three per CPU, and without sets and topology it does not matter.
    private async Task<CpuPlacement> PlacementOfAsync(Instance instance, CancellationToken cancellationToken)
    {
        var topology = instance.GetOrDefault(Instance.Fields.NumaTopology);
        return topology is null && options.Cpus == CpuSets.None ? default : PlacementOf(topology, await ReadProcessorsAsync(cancellationToken));
    }

    // Read each time: CPUs go off and on line.
    private static async Task<HostProcessors> ReadProcessorsAsync(CancellationToken cancellationToken) =>
        HostProcessors.Read(await File.ReadAllTextAsync("/proc/meminfo", cancellationToken));

    /// <summary>A configuration that this host cannot have ends the start, with the option's name.</summary>
    private async Task CheckProcessorsAsync(DockerEngine.Systems.SystemInfo info, CancellationToken cancellationToken)
    {
        if (options.Cpus == CpuSets.None)
            return;
        var host = await ReadProcessorsAsync(cancellationToken);
        var (shared, dedicated) = (options.Cpus.SharedOf(host.Online), options.Cpus.DedicatedOf(host.Online));
        if (!info.CpuSet)
            throw new InvalidConfiguration(
                $"'{CpuSets.DedicatedOption}' and '{CpuSets.SharedOption}' need the control group cpuset, which Docker does not find on this host");
        LogCpuSets(CpuSpec.Format(dedicated), CpuSpec.Format(shared));
    }

    /// <summary>Docker drops what kernel or control groups do not have; a server that was given CPUs has them or is none.</summary>
    private async Task VerifyProcessorsAsync(string containerId, CpuPlacement wanted, CancellationToken cancellationToken)
    {
        if (wanted == default)
            return;
        var state = (await docker.Containers.InspectAsync(containerId, cancellationToken)).State;
        // One that has ended by itself within the grace time, which is somebody else's to judge.
        if (state.Running && await MisplacedAsync(state.Pid, wanted, cancellationToken) is { } problem)
            throw new InstanceDeployFailure(problem);
    }

    /// <summary>What the control group has other than it should have; null when all is as it should be, or the process has ended meanwhile.</summary>
    private static async Task<string?> MisplacedAsync(long process, CpuPlacement wanted, CancellationToken cancellationToken)
    {
        try
        {
            var problem = await CompareAsync(process, wanted, cancellationToken);
            return problem is null || Lives(process) ? problem : null;
        }
        catch (IOException) when (!Lives(process))
        {
            return null;
        }
    }

    private static bool Lives(long process) => Directory.Exists(FormattableString.Invariant($"/proc/{process}"));

    private static async Task<string?> CompareAsync(long process, CpuPlacement wanted, CancellationToken cancellationToken)
    {
        var group = await GroupOfAsync("cpuset", process, cancellationToken);
        foreach (var (file, expected) in new[] { ("cpuset.cpus", wanted.Cpus), ("cpuset.mems", wanted.Nodes) })
        {
            if (expected is null)
                continue;
            var found = group is null ? "" : await ReadSetAsync(group, file, cancellationToken);
            if (!CpuSpec.Parse(found).SetEquals(CpuSpec.Parse(expected)))
                return $"{file} of the container is \"{found}\", not \"{expected}\"; see docker info for what this host's kernel lacks";
        }
        return null;
    }

    private static async Task<string> ReadSetAsync(Guests.ControlGroup group, string file, CancellationToken cancellationToken)
    {
        // A system in a group of its own below the container's (version 2) has its parent's where it was given none.
        for (var folder = group.Path; folder is not null; folder = group.Unified ? Path.GetDirectoryName(folder) : null)
        {
            var path = Path.Combine(folder, group.Unified ? file + ".effective" : file);
            if (File.Exists(path))
                return (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        }
        return "";
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "CPUs of this host for servers: dedicated \"{Dedicated}\", shared \"{Shared}\"")]
    private partial void LogCpuSets(string dedicated, string shared);

    [LoggerMessage(Level = LogLevel.Information, Message = "Instance {InstanceUuid} has the CPUs {Cpus} and the memory of nodes {Nodes} now")]
    private partial void LogMoved(string instanceUuid, string cpus, string nodes);
}
