using System.Collections.Immutable;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Virt.Hardware;
using NovaDockerNet.Virt.Inventory;

namespace NovaDockerNet.Virt.Plans;

/// <summary>On which CPUs a guest runs and from which nodes it has its memory, as Docker takes them; null for any.</summary>
/// <remarks>
/// A container has no virtual CPUs to pin one by one: it gets the CPUs of all its dedicated virtual CPUs, and for virtual CPUs that are shared those that
/// servers share, of its cells. nova: virt/libvirt/driver.py _get_guest_numa_config.
/// </remarks>
readonly record struct CpuPlacement(string? Cpus, string? Nodes)
{
    /// <param name="topology">As the claim has fitted it to this host; null when flavor and image ask for none.</param>
    /// <exception cref="InstanceDeployFailure">The topology is not one of this host's: it was not claimed here.</exception>
    public static CpuPlacement From(InstanceNumaTopology? topology, CpuSets sets, HostProcessors host)
    {
        var shared = sets.SharedOf(host.Online);
        if (topology is null)
            return new CpuPlacement(sets.Shared is null ? null : CpuSpec.Format(shared), null);
        var (cpus, pinned) = (ImmutableSortedSet<int>.Empty, false);
        foreach (var cell in topology.Cells)
        {
            var node = host.Nodes.FirstOrDefault(each => each.Id == cell.Id)
                ?? throw new InstanceDeployFailure($"the server was given NUMA node {cell.Id}, which this host does not have");
            if (cell.HasDedicated)
            {
                var pins = cell.Pins;
                if (pins.Count != cell.Pcpuset.Count || !pins.IsSubsetOf(host.Online))
                    throw new InstanceDeployFailure(
                        $"hw:cpu_policy={cell.CpuPolicy}: {cell.Pcpuset.Count} virtual CPUs are dedicated, and the server was given the CPUs \"{CpuSpec.Format(pins)}\" "
                        + $"of \"{CpuSpec.Format(host.Online)}\"");
                cpus = cpus.Union(pins);
                pinned |= pins.Count > 0;
            }
            if (cell.HasShared && cell.Cpuset.Count > 0)
                cpus = cpus.Union(node.Cpus.Intersect(shared));
        }
        return new CpuPlacement(
            !pinned && cpus.SetEquals(host.Online) ? null : CpuSpec.Format(cpus),
            host.Nodes.Count > 1 ? CpuSpec.Format([.. topology.Cells.Select(cell => (int)cell.Id)]) : null);
    }

    public static CpuPlacement Of(HostConfig config) => new(NotEmpty(config.CpusetCpus), NotEmpty(config.CpusetMems));

    /// <summary>What docker update has to be told; it has no word for "any" once there was something else, and is told all there are then.</summary>
    /// <param name="before">What the container has.</param>
    public CpuPlacement ChangeFrom(CpuPlacement before, HostProcessors host) => new(
        Change(Cpus, before.Cpus, host.Online), Change(Nodes, before.Nodes, [.. host.Nodes.Select(node => node.Id)]));

    private static string? Change(string? wanted, string? before, ImmutableSortedSet<int> all) =>
        before is null ? wanted : wanted ?? CpuSpec.Format(all);

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
