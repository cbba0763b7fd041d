using System.Collections.Immutable;
using NovaDockerNet.Objects.Numa;

namespace NovaDockerNet.Virt.Hardware;

/// <summary>
/// Gives the dedicated virtual CPUs of a cell to threads of cores: whole cores first, emptier cores before others. nova: virt/hardware.py
/// _pack_instance_onto_cores.
/// </summary>
/// <remarks>Threads of a core are taken in ascending order; Python's sets have another where numbers collide, which makes no difference to the server.</remarks>
static class CorePacking
{
    /// <summary>The cell with its pins, or null when the thread policy cannot be met.</summary>
    /// <param name="host">With at least as many free dedicated CPUs as are asked for.</param>
    /// <param name="cell">Stays as it is.</param>
    /// <param name="reserved">CPUs besides, for threads of the hypervisor.</param>
    public static InstanceNumaCell? Pack(NumaCell host, InstanceNumaCell cell, int reserved)
    {
        var threadsPerCore = host.Siblings.Select(core => core.Count).Append(1).Max();
        // By a number of threads: the cores that have as many free.
        var cores = new SortedDictionary<int, List<ImmutableSortedSet<int>>>();
        foreach (var core in host.FreeSiblings)
        {
            for (var threads = 1; threads <= core.Count; threads++)
            {
                if (!cores.TryGetValue(threads, out var list))
                    cores[threads] = list = [];
                list.Add(core);
            }
        }

        var found = cell.GetOrDefault(InstanceNumaCell.Fields.CpuThreadPolicy) == CpuPolicies.Isolate
            ? Isolated(host, cell, reserved, threadsPerCore, cores)
            : Packed(cell, reserved, threadsPerCore, cores);
        if (found is not { } pinning)
            return null;
        var pinned = cell.Copy();
        pinned.Id = host.Id;
        pinned.CpuPinningRaw = pinning.Pins.ToImmutableDictionary(pin => FormattableString.Invariant($"{pin.Virtual}"), pin => (long)pin.Host);
        pinned.CpusetReserved = pinning.Reserved;
        return pinned;
    }

    /// <summary>One thread per core, and no neighbour on its others.</summary>
    private static Pinning? Isolated(
        NumaCell host, InstanceNumaCell cell, int reserved, int threadsPerCore, SortedDictionary<int, List<ImmutableSortedSet<int>>> cores)
    {
        // The siblings would not be accounted to the server: such a host has the trait HW_CPU_HYPERTHREADING and the scheduler keeps away. nova: bug #1889633.
        if (!cores.TryGetValue(threadsPerCore, out var whole) || (threadsPerCore != 1 && !host.Pcpuset.SetEquals(host.Cpuset)))
            return null;
        return PinningOf(1, whole, cores[1], cell.Pcpuset, reserved, isolate: true);
    }

    private static Pinning? Packed(InstanceNumaCell cell, int reserved, int threadsPerCore, SortedDictionary<int, List<ImmutableSortedSet<int>>> cores)
    {
        var require = cell.GetOrDefault(InstanceNumaCell.Fields.CpuThreadPolicy) == CpuPolicies.Require;
        if (require && threadsPerCore <= 1)
            return null;
        // Most threads at once first.
        foreach (var (threads, having) in cores.Reverse())
        {
            if (require && threads <= 1)
                continue;
            if (PinningOf(threads, having, cores[1], cell.Pcpuset, reserved, isolate: false) is { } pinning)
                return pinning;
        }
        if (require || !cores.TryGetValue(1, out var all))
            return null;
        // Whatever is left, each thread as if it were a core.
        List<ImmutableSortedSet<int>> single = [.. all.SelectMany(core => core).Select(ImmutableSortedSet.Create)];
        return PinningOf(1, single, single, cell.Pcpuset, reserved, isolate: false);
    }

    /// <summary>nova: _get_pinning and _get_reserved.</summary>
    private static Pinning? PinningOf(
        int threads, List<ImmutableSortedSet<int>> cores, List<ImmutableSortedSet<int>> all, ImmutableSortedSet<int> cpus, int reserved, bool isolate)
    {
        if (cpus.Count == 0 || threads * cores.Count < cpus.Count)
            return null;
        List<(int Virtual, int Host)> pins = [.. cpus.Zip(cores.SelectMany(core => core.Take(threads)))];
        if (reserved == 0)
            return new Pinning(pins, null);
        var taken = pins.Select(pin => pin.Host).ToImmutableSortedSet();
        ImmutableSortedSet<int> kept =
            [.. (isolate ? all.Where(core => !core.Overlaps(taken)) : all.Select(core => core.Except(taken))).SelectMany(core => core).Take(reserved)];
        return kept.Count > 0 ? new Pinning(pins, kept) : null;
    }

    private readonly record struct Pinning(IReadOnlyList<(int Virtual, int Host)> Pins, ImmutableSortedSet<int>? Reserved);
}
