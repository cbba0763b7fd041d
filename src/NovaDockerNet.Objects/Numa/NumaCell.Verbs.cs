using System.Collections.Immutable;
using NovaDockerNet.Objects.Exceptions;

namespace NovaDockerNet.Objects.Numa;

/// <remarks>Pinning answers the new set of pinned CPUs and changes nothing, because a list of cells only changes as a whole.</remarks>
public sealed partial class NumaCell
{
    /// <summary>Those of the dedicated CPUs that no server has. nova: free_pcpus.</summary>
    public ImmutableSortedSet<int> FreePcpus => Pcpuset.Except(PinnedCpus);

    /// <summary>The same by core. nova: free_siblings.</summary>
    public IEnumerable<ImmutableSortedSet<int>> FreeSiblings => Siblings.Select(core => core.Intersect(FreePcpus));

    /// <summary>In MB. nova: avail_memory.</summary>
    public long AvailableMemory => Memory - MemoryUsage;

    /// <summary>nova: pin_cpus, and pin_cpus_with_siblings.</summary>
    /// <param name="withSiblings">The other threads of each core, too: what the thread policy isolate means.</param>
    /// <exception cref="CPUPinningUnknown">One is not a dedicated CPU of the cell.</exception>
    /// <exception cref="CPUPinningInvalid">One is taken.</exception>
    public ImmutableSortedSet<int> Pinned(ImmutableSortedSet<int> cpus, bool withSiblings)
    {
        var wanted = withSiblings ? WithSiblings(cpus) : cpus;
        if (!wanted.IsSubsetOf(Pcpuset))
            throw new CPUPinningUnknown(Text(wanted), Text(Pcpuset));
        if (wanted.Overlaps(PinnedCpus))
            throw new CPUPinningInvalid(Text(wanted), Text(FreePcpus));
        return PinnedCpus.Union(wanted);
    }

    /// <summary>nova: unpin_cpus, and unpin_cpus_with_siblings.</summary>
    /// <exception cref="CPUUnpinningUnknown">One is not a dedicated CPU of the cell.</exception>
    /// <exception cref="CPUUnpinningInvalid">One is not taken.</exception>
    public ImmutableSortedSet<int> Unpinned(ImmutableSortedSet<int> cpus, bool withSiblings)
    {
        var wanted = withSiblings ? WithSiblings(cpus) : cpus;
        if (!wanted.IsSubsetOf(Pcpuset))
            throw new CPUUnpinningUnknown(Text(wanted), Text(Pcpuset));
        if (!wanted.IsSubsetOf(PinnedCpus))
            throw new CPUUnpinningInvalid(Text(wanted), Text(PinnedCpus));
        return PinnedCpus.Except(wanted);
    }

    private ImmutableSortedSet<int> WithSiblings(ImmutableSortedSet<int> cpus) =>
        Siblings.Where(core => core.Overlaps(cpus)).Aggregate(ImmutableSortedSet<int>.Empty, (all, core) => all.Union(core));

    // As Python prints a list.
    private static string Text(ImmutableSortedSet<int> cpus) => $"[{string.Join(", ", cpus)}]";
}
