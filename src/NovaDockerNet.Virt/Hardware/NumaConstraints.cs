using System.Collections.Immutable;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Objects.Profiles;

namespace NovaDockerNet.Virt.Hardware;

/// <summary>
/// The topology that flavor and image ask for. Nova's API makes that of a new server; a resize makes its own on the host. nova: virt/hardware.py
/// numa_get_constraints.
/// </summary>
public static class NumaConstraints
{
    /// <summary>Before a claim: its cells are not the host's yet. Null when nothing asks for one.</summary>
    /// <exception cref="InvalidInput">Values that are none or exclude each other; names the keys.</exception>
    public static InstanceNumaTopology? From(HardwareSpecs specs, NovaProfile profile)
    {
        var (policy, threads, emulator) = Policies(specs);
        var all = Enumerable.Range(0, (int)specs.Flavor.Vcpus).ToImmutableSortedSet();
        var dedicated = policy switch
        {
            CpuPolicies.Dedicated => all,
            CpuPolicies.Mixed => specs.DedicatedMask()
                ?? throw new InvalidInput($"hw:cpu_policy=mixed needs the flavor extra spec {HardwareSpecs.DedicatedMaskKey}"),
            _ => [],
        };
        var (nodes, pageSize) = (specs.Nodes(), specs.PageSize());
        if (nodes is null && pageSize is null && policy is not (CpuPolicies.Dedicated or CpuPolicies.Mixed))
            return null;

        var topology = profile.Create<InstanceNumaTopology>();
        topology.Cells = [.. Nodes(specs, nodes ?? 1, all).Select((node, id) =>
        {
            var cell = profile.Create<InstanceNumaCell>();
            cell.Id = id;
            cell.Cpuset = node.Cpus.Except(dedicated);
            cell.Pcpuset = node.Cpus.Intersect(dedicated);
            cell.CpusetReserved = null;
            cell.Memory = node.MemoryMb;
            cell.Pagesize = pageSize;
            cell.CpuPinningRaw = null;
            cell.CpuPolicy = policy;
            cell.CpuThreadPolicy = threads;
            return cell;
        })];
        topology.EmulatorThreadsPolicy = emulator;
        return topology;
    }

    private static (string? Cpus, string? Threads, string? Emulator) Policies(HardwareSpecs specs)
    {
        var (policy, threads, emulator) = (specs.CpuPolicy(), specs.ThreadPolicy(), specs.EmulatorThreadsPolicy());
        var (shared, dedicated) = specs.Resources();
        if (policy is not null && (shared > 0 || dedicated > 0))
            throw new InvalidInput("resources:VCPU and resources:PCPU exclude hw:cpu_policy and hw_cpu_policy");
        if (shared > 0 && dedicated > 0)
            throw new InvalidInput("resources:VCPU and resources:PCPU exclude each other");
        if (dedicated > 0)
        {
            var wanted = specs.Flavor.Vcpus + (emulator == CpuPolicies.EmulatorThreadsIsolate ? 1 : 0);
            policy = dedicated == wanted ? CpuPolicies.Dedicated : throw new InvalidInput($"resources:PCPU is {dedicated}; the flavor needs exactly {wanted}");
        }
        if (shared > 0)
            policy = CpuPolicies.Shared;

        if (specs.HyperthreadingTrait() is { } trait)
        {
            if (threads is not null)
                throw new InvalidInput($"trait:{HardwareSpecs.HyperthreadingTraitName} excludes hw:cpu_thread_policy and hw_cpu_thread_policy");
            threads = trait switch
            {
                "forbidden" => CpuPolicies.Isolate,
                "required" => CpuPolicies.Require,
                _ => null,
            };
        }

        if (policy is null or CpuPolicies.Shared)
        {
            if (threads is not null)
                throw new InvalidInput("hw:cpu_thread_policy needs hw:cpu_policy=dedicated or mixed");
            if (emulator == CpuPolicies.EmulatorThreadsIsolate)
                throw new InvalidInput($"{HardwareSpecs.EmulatorThreadsKey}=isolate needs hw:cpu_policy=dedicated or mixed");
        }
        if (policy is not CpuPolicies.Mixed && specs.DedicatedMask() is not null)
            throw new InvalidInput($"{HardwareSpecs.DedicatedMaskKey} needs hw:cpu_policy=mixed");
        return (policy, threads, emulator);
    }

    /// <summary>nova: _get_numa_topology_auto, _get_numa_topology_manual.</summary>
    private static IEnumerable<(ImmutableSortedSet<int> Cpus, long MemoryMb)> Nodes(HardwareSpecs specs, int count, ImmutableSortedSet<int> all)
    {
        var (vcpus, memory) = ((int)specs.Flavor.Vcpus, specs.Flavor.MemoryMb);
        switch (specs.NodeCpus(), specs.NodeMemory())
        {
            case (null, null):
                if (vcpus % count != 0 || memory % count != 0)
                    throw new InvalidInput($"hw:numa_nodes is {count}, by which {vcpus} virtual CPUs and {memory} MB cannot be divided");
                var share = vcpus / count;
                return Enumerable.Range(0, count).Select(node => (Enumerable.Range(node * share, share).ToImmutableSortedSet(), memory / count));
            case ({ } cpus, { } sizes) when cpus.Count == count && sizes.Count == count:
                if (cpus.Sum(node => node.Count) != vcpus || !cpus.SelectMany(node => node).ToImmutableSortedSet().SetEquals(all))
                    throw new InvalidInput($"hw:numa_cpus.0 and so on must give each of the flavor's {vcpus} virtual CPUs to one node");
                return sizes.Sum() == memory
                    ? cpus.Zip(sizes)
                    : throw new InvalidInput($"hw:numa_mem.0 and so on sum up to {sizes.Sum()} MB, the flavor has {memory}");
            default:
                throw new InvalidInput($"hw:numa_cpus.N and hw:numa_mem.N must both be given for each of {count} nodes (hw:numa_nodes)");
        }
    }
}
