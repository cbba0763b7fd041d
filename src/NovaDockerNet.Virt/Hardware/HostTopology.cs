using System.Collections.Immutable;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Virt.Inventory;

namespace NovaDockerNet.Virt.Hardware;

/// <summary>This host's cells for Nova, with nothing of them used. nova: virt/libvirt/driver.py _get_host_numa_topology.</summary>
/// <remarks>
/// Other than there a host without cpu_dedicated_set has no CPU to pin to: libvirt's hosts offer all of theirs then, for the sake of an option that is
/// older (vcpu_pin_set), and pinned servers share them with all others. Huge pages are not shown, because no container gets any.
/// </remarks>
public static class HostTopology
{
    /// <summary>Of the pages that every process has, in KiB.</summary>
    public static long PageKb { get; } = Environment.SystemPageSize / 1024;

    /// <exception cref="Objects.Exceptions.InvalidConfiguration">A configured CPU is not online.</exception>
    public static NumaTopology From(HostProcessors processors, CpuSets sets, NovaProfile profile)
    {
        var (shared, dedicated) = (sets.SharedOf(processors.Online), sets.DedicatedOf(processors.Online));
        var topology = profile.Create<NumaTopology>();
        topology.Cells = [.. processors.Nodes.Select(node => Cell(node, shared, dedicated, profile))];
        return topology;
    }

    private static NumaCell Cell(HostNode node, ImmutableSortedSet<int> shared, ImmutableSortedSet<int> dedicated, NovaProfile profile)
    {
        var usable = shared.Union(dedicated);
        var network = profile.Create<NetworkMetadata>();
        network.Physnets = [];
        network.Tunneled = false;
        var pages = profile.Create<NumaPagesTopology>();
        pages.SizeKb = PageKb;
        pages.Total = node.MemoryMb * 1024 / PageKb;
        pages.Used = 0;
        pages.Reserved = 0;
        var cell = profile.Create<NumaCell>();
        cell.Id = node.Id;
        cell.Socket = node.Socket;
        cell.Cpuset = node.Cpus.Intersect(shared);
        cell.Pcpuset = node.Cpus.Intersect(dedicated);
        cell.Memory = node.MemoryMb;
        cell.CpuUsage = 0;
        cell.MemoryUsage = 0;
        cell.PinnedCpus = [];
        cell.Siblings = [.. node.Cores.Select(core => core.Intersect(usable)).Where(core => core.Count > 0)];
        cell.Mempages = [pages];
        cell.NetworkMetadata = network;
        return cell;
    }
}
