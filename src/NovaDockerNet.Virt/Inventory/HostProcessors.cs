using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using NovaDockerNet.Virt.Hardware;

namespace NovaDockerNet.Virt.Inventory;

/// <summary>CPUs and NUMA nodes as the kernel shows them. Documentation/ABI/stable/sysfs-devices-node, sysfs-devices-system-cpu.</summary>
/// <param name="Online">CPUs that are online.</param>
/// <param name="Nodes">By number; one where the kernel knows of no NUMA.</param>
public sealed partial record HostProcessors(ImmutableSortedSet<int> Online, IReadOnlyList<HostNode> Nodes)
{
    /// <summary>Cores have more than one thread. nova: virt/libvirt/host.py has_hyperthreading.</summary>
    public bool HasThreads => Nodes.Any(node => node.Cores.Any(core => core.Count > 1));

    /// <param name="meminfo">Text of /proc/meminfo, for a host without nodes.</param>
    /// <param name="sysfs">/sys.</param>
    public static HostProcessors Read(string meminfo, string sysfs = "/sys")
    {
        var system = Path.Combine(sysfs, "devices/system");
        var online = CpuSpec.Parse(File.ReadAllText(Path.Combine(system, "cpu/online")));
        var folder = Path.Combine(system, "node");
        List<HostNode> nodes = Directory.Exists(folder)
            ?
            [
                .. Directory.EnumerateDirectories(folder)
                    .Select(path => (Path: path, Match: NodeName().Match(Path.GetFileName(path))))
                    .Where(entry => entry.Match.Success)
                    .Select(entry => (entry.Path, Id: int.Parse(entry.Match.Groups[1].Value, CultureInfo.InvariantCulture)))
                    .OrderBy(entry => entry.Id)
                    .Select(entry => Node(
                        system, entry.Id, CpuSpec.Parse(File.ReadAllText(Path.Combine(entry.Path, "cpulist"))).Intersect(online),
                        NodeMemoryMb(File.ReadAllText(Path.Combine(entry.Path, "meminfo"))))),
            ]
            : [];
        return new HostProcessors(online, nodes.Count > 0 ? nodes : [Node(system, 0, online, HostFiles.MemoryMb(meminfo))]);
    }

    private static HostNode Node(string system, int id, ImmutableSortedSet<int> cpus, long memoryMb)
    {
        var sockets = cpus.Select(cpu => Topology(system, cpu, "physical_package_id")).Distinct().ToList();
        return new HostNode(
            id, cpus, memoryMb,
            sockets is [{ } socket] ? int.Parse(socket, CultureInfo.InvariantCulture) : null,
            [
                .. cpus.Select(cpu => (Topology(system, cpu, "thread_siblings_list") is { } list ? CpuSpec.Parse(list).Intersect(cpus) : []).Add(cpu))
                    .DistinctBy(core => core[0]).OrderBy(core => core[0]),
            ]);
    }

    // Not there for a CPU of some architectures and hypervisors.
    private static string? Topology(string system, int cpu, string file)
    {
        var path = Path.Combine(system, FormattableString.Invariant($"cpu/cpu{cpu}/topology"), file);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }

    private static long NodeMemoryMb(string meminfo)
    {
        // Node 0 MemTotal:       18704596 kB
        var line = meminfo.Split('\n').First(each => each.Contains("MemTotal:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], CultureInfo.InvariantCulture) / 1024;
    }

    [GeneratedRegex(@"^node(\d+)$")]
    private static partial Regex NodeName();
}
