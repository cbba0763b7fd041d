using System.Collections.Immutable;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Objects.Profiles;

namespace NovaDockerNet.Virt.Hardware;

/// <summary>Where on a host the cells of a server go. nova: virt/hardware.py numa_fit_instance_to_host, _numa_fit_instance_cell.</summary>
/// <remarks>
/// Nova remembers which pairs of cells fit by a number that it changes meanwhile, and can miss an answer or mix two where host and server have several
/// cells each; here every pair is judged by itself. What it does for PCI devices and for physical networks with a NUMA affinity has no object here.
/// </remarks>
public static class NumaFit
{
    private const int KbPerMb = 1024;
    private const long SmallPages = -1;
    private const long LargePages = -2;
    private const long AnyPages = -3;

    /// <summary>The server's topology with the host's cells and CPUs in it; null when it does not fit.</summary>
    /// <param name="host">With what is used of it.</param>
    /// <param name="wanted">Stays as it is.</param>
    /// <param name="limits">What the scheduler allows to overcommit; null for no limit.</param>
    /// <param name="pack">[compute] packing_host_numa_cells_allocation_strategy: the fullest cells first, not the emptiest.</param>
    /// <param name="profile">For the version of the answer.</param>
    public static InstanceNumaTopology? Find(
        NumaTopology host, InstanceNumaTopology wanted, NumaTopologyLimits? limits, bool pack, NovaProfile profile)
    {
        if (wanted.Cells.Count == 0 || host.Cells.Count < wanted.Cells.Count)
            return null;
        var cells = host.Cells.Count > wanted.Cells.Count ? Ordered(host.Cells, wanted, pack) : host.Cells;
        var chosen = new InstanceNumaCell[wanted.Cells.Count];
        if (!Choose(cells, wanted, limits, chosen, 0, new bool[cells.Count]))
            return null;
        var found = profile.Create<InstanceNumaTopology>();
        found.Cells = [.. chosen];
        found.EmulatorThreadsPolicy = wanted.GetOrDefault(InstanceNumaTopology.Fields.EmulatorThreadsPolicy);
        return found;
    }

    /// <summary>By free memory, and of equal ones by what is free of their CPUs: both sorts are stable.</summary>
    private static ImmutableList<NumaCell> Ordered(ImmutableList<NumaCell> cells, InstanceNumaTopology wanted, bool pack)
    {
        var byMemory = Sorted(cells, cell => cell.AvailableMemory, descending: !pack);
        return [.. wanted.CpuPolicy is null or CpuPolicies.Shared
            ? Sorted(byMemory, cell => cell.CpuUsage, descending: pack)
            : Sorted(byMemory, cell => cell.FreePcpus.Count, descending: !pack)];
    }

    private static IEnumerable<NumaCell> Sorted(IEnumerable<NumaCell> cells, Func<NumaCell, long> key, bool descending) =>
        descending ? cells.OrderByDescending(key) : cells.OrderBy(key);

    /// <summary>The first of all permutations in which every cell fits.</summary>
    private static bool Choose(
        ImmutableList<NumaCell> hosts, InstanceNumaTopology wanted, NumaTopologyLimits? limits, InstanceNumaCell[] chosen, int index, bool[] used)
    {
        if (index == chosen.Length)
            return true;
        // Nova keeps the hypervisor's threads where the server's first cell is.
        var reserved = index == 0 && wanted.EmulatorThreadsIsolated ? 1 : 0;
        for (var i = 0; i < hosts.Count; i++)
        {
            if (used[i] || FitCell(hosts[i], wanted.Cells[index], limits, reserved) is not { } fitting)
                continue;
            chosen[index] = fitting;
            used[i] = true;
            if (Choose(hosts, wanted, limits, chosen, index + 1, used))
                return true;
            used[i] = false;
        }
        return false;
    }

    private static InstanceNumaCell? FitCell(NumaCell host, InstanceNumaCell cell, NumaTopologyLimits? limits, int reserved)
    {
        var fitting = cell.Copy();
        if (cell.GetOrDefault(InstanceNumaCell.Fields.Pagesize) is { } asked and not 0)
        {
            if (PageSize(host, cell, asked) is not { } size)
                return null;
            fitting.Pagesize = size;
        }
        else if (!MemoryExists(host, cell.Memory))
        {
            return null;
        }

        // Neither may one server overcommit against itself.
        if ((cell.HasDedicated && cell.Pcpuset.Count + reserved > host.Pcpuset.Count) || (cell.HasShared && cell.Cpuset.Count > host.Cpuset.Count))
            return null;

        if (cell.HasDedicated)
        {
            if (cell.Pcpuset.Count + reserved > host.FreePcpus.Count || cell.Memory > host.AvailableMemory)
                return null;
            if (CorePacking.Pack(host, fitting, reserved) is not { } packed)
                return null;
            fitting = packed;
        }

        if (cell.HasShared && limits is not null
            && (host.CpuUsage + cell.Cpuset.Count > host.Cpuset.Count * limits.CpuAllocationRatio
                || host.MemoryUsage + cell.Memory > host.Memory * limits.RamAllocationRatio))
            return null;
        fitting.Id = host.Id;
        return fitting;
    }

    private static bool MemoryExists(NumaCell host, long memoryMb)
    {
        if (host.Mempages.Count == 0)
            return memoryMb <= host.Memory;
        var smallest = host.Mempages.MinBy(pages => pages.SizeKb)!;
        return Fits(smallest, smallest.Total, memoryMb);
    }

    /// <summary>nova: _numa_cell_supports_pagesize_request.</summary>
    private static long? PageSize(NumaCell host, InstanceNumaCell cell, long asked)
    {
        List<NumaPagesTopology> sizes = [.. host.Mempages.OrderByDescending(pages => pages.SizeKb)];
        var usable = asked switch
        {
            SmallPages => sizes.TakeLast(1),
            LargePages => sizes.SkipLast(1),
            AnyPages => sizes,
            _ => sizes.Where(pages => pages.SizeKb == asked),
        };
        return usable
            .FirstOrDefault(pages => Fits(pages, pages.Total - pages.Used - pages.GetOrDefault(NumaPagesTopology.Fields.Reserved), cell.Memory))?.SizeKb;
    }

    private static bool Fits(NumaPagesTopology pages, long available, long memoryMb) =>
        memoryMb * KbPerMb <= available * pages.SizeKb && memoryMb * KbPerMb % pages.SizeKb == 0;
}
