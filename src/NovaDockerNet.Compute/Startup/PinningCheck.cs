using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Virt.Hardware;

namespace NovaDockerNet.Compute.Startup;

/// <summary>Whether this host's servers can live with its CPU sets. nova: compute/manager.py _validate_pinning_configuration.</summary>
/// <remarks>
/// Nova only warns of CPUs that were taken out of the set under a server, because of what its live migration may have left behind. There is none here, and
/// the accounts of such a host would never be right again.
/// </remarks>
static class PinningCheck
{
    /// <param name="instances">With numa_topology loaded.</param>
    /// <exception cref="InvalidConfiguration">Names the option and the server.</exception>
    public static void Run(IEnumerable<Instance> instances, CpuSets sets)
    {
        foreach (var instance in instances.Where(i => !i.GetOrDefault(Instance.Fields.Deleted)))
        {
            var topology = instance.GetOrDefault(Instance.Fields.NumaTopology);
            var policy = topology?.CpuPolicy;
            if (policy is null or CpuPolicies.Shared)
            {
                if (sets is { Dedicated: not null, Shared: null })
                    throw Refused(
                        instance, $"is unpinned, and the host has no CPUs set aside for this purpose; configure '{CpuSets.SharedOption}' "
                        + $"instead of, or in addition to, '{CpuSets.DedicatedOption}'");
                continue;
            }
            if (sets.Dedicated is not { } dedicated)
                throw Refused(
                    instance, $"is pinned, and the host has no CPUs set aside for this purpose; configure '{CpuSets.DedicatedOption}'"
                    + (sets.Shared is null ? "" : $" instead of, or in addition to, '{CpuSets.SharedOption}'"));
            if (policy == CpuPolicies.Mixed && sets.Shared is null)
                throw Refused(instance, $"has pinned and unpinned CPUs, and the host has none set aside for the latter; configure '{CpuSets.SharedOption}'");
            if (topology!.CpuPinning.Except(dedicated) is { Count: > 0 } outside)
                throw Refused(
                    instance, $"is pinned to the host's CPUs {CpuSpec.Format(outside)}, which are not in '{CpuSets.DedicatedOption}' ({CpuSpec.Format(dedicated)}) "
                    + "any more; put them back, or move the server away first");
        }
    }

    private static InvalidConfiguration Refused(Instance instance, string why) => new($"Server {instance.Uuid} {why}.");
}
