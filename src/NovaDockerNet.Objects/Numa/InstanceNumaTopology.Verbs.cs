using System.Collections.Immutable;

namespace NovaDockerNet.Objects.Numa;

public sealed partial class InstanceNumaTopology
{
    /// <summary>The same in all cells; null is shared. nova: cpu_policy.</summary>
    public string? CpuPolicy => Cells.Count == 0 ? null : Cells[0].GetOrDefault(InstanceNumaCell.Fields.CpuPolicy);

    /// <summary>All CPUs of the host that the server is pinned to. nova: cpu_pinning.</summary>
    public ImmutableSortedSet<int> CpuPinning => [.. Cells.SelectMany(cell => cell.Pins)];

    /// <summary>nova: emulator_threads_isolated.</summary>
    public bool EmulatorThreadsIsolated => GetOrDefault(Fields.EmulatorThreadsPolicy) == CpuPolicies.EmulatorThreadsIsolate;

    /// <summary>Forgets where on the host it was. nova: clear_host_pinning.</summary>
    public void ClearHostPinning() => Cells =
    [
        .. Cells.Select(cell =>
        {
            var cleared = cell.Copy();
            cleared.Id = -1;
            cleared.CpuPinningRaw = ImmutableDictionary<string, long>.Empty;
            return cleared;
        }),
    ];
}
