using System.Collections.Immutable;
using NovaDockerNet.Objects.Numa;

namespace NovaDockerNet.Virt.Hardware;

/// <summary>What a claimed server holds of a host's cells. nova: virt/hardware.py numa_usage_from_instance_numa.</summary>
public static class NumaUsage
{
    private const int KbPerMb = 1024;

    /// <summary>The host with the server counted.</summary>
    /// <exception cref="Objects.Exceptions.CPUPinningInvalid">Another server has one of its CPUs.</exception>
    /// <exception cref="Objects.Exceptions.CPUPinningUnknown">One of its CPUs is not dedicated.</exception>
    public static NumaTopology Add(NumaTopology host, InstanceNumaTopology server) => Change(host, server, 1);

    /// <summary>The host with the server counted no more.</summary>
    /// <exception cref="Objects.Exceptions.CPUUnpinningInvalid">One of its CPUs was not taken.</exception>
    /// <exception cref="Objects.Exceptions.CPUUnpinningUnknown">One of its CPUs is not dedicated.</exception>
    public static NumaTopology Remove(NumaTopology host, InstanceNumaTopology server) => Change(host, server, -1);

    private static NumaTopology Change(NumaTopology host, InstanceNumaTopology server, int sign)
    {
        var changed = NumaTopology.View((Newtonsoft.Json.Linq.JObject)host.Envelope.DeepClone());
        changed.Cells = [.. changed.Cells.Select(cell => Change(cell, server, sign))];
        return changed;
    }

    private static NumaCell Change(NumaCell host, InstanceNumaTopology server, int sign)
    {
        var (memory, shared) = (host.MemoryUsage, host.CpuUsage);
        foreach (var cell in server.Cells.Where(cell => cell.Id == host.Id))
        {
            host.Mempages = Pages(host.Mempages, cell, sign);
            memory += sign * cell.Memory;
            shared += sign * cell.Cpuset.Count;
            if (!cell.HasDedicated)
                continue;
            var cpus = cell.Pins.Union(cell.GetOrDefault(InstanceNumaCell.Fields.CpusetReserved) ?? []);
            var isolate = cell.GetOrDefault(InstanceNumaCell.Fields.CpuThreadPolicy) == CpuPolicies.Isolate;
            host.PinnedCpus = sign > 0 ? host.Pinned(cpus, isolate) : host.Unpinned(cpus, isolate);
        }
        host.MemoryUsage = Math.Max(0, memory);
        host.CpuUsage = Math.Max(0, shared);
        return host;
    }

    private static ImmutableList<NumaPagesTopology> Pages(ImmutableList<NumaPagesTopology> all, InstanceNumaCell cell, int sign)
    {
        if (all.Count == 0)
            return all;
        var size = cell.GetOrDefault(InstanceNumaCell.Fields.Pagesize) is { } asked and not 0 ? asked : all.Min(pages => pages.SizeKb);
        return all.ConvertAll(pages =>
        {
            if (pages.SizeKb == size)
                pages.Used = Math.Max(0, pages.Used + (sign * cell.Memory * KbPerMb / pages.SizeKb));
            return pages;
        });
    }
}
