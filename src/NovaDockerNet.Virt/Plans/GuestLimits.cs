using System.Globalization;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Virt.Plans;

/// <summary>The limits of a flavor that can change while its container runs: those of <see cref="ContainerPlan"/>, for docker update.</summary>
static class GuestLimits
{
    private const long MiB = 1 << 20;

    /// <param name="place">Already as a change from what the container has.</param>
    public static UpdateContainerParameters From(Flavor flavor, VirtOptions options, CpuPlacement place)
    {
        var cpu = CpuLimits.From(flavor);
        var memory = flavor.MemoryMb * MiB;
        return new UpdateContainerParameters
        {
            Memory = memory,
            MemorySwap = memory + (flavor.Swap * MiB),
            CpuPeriod = cpu.Period,
            // Left out it would stay as it is.
            CpuQuota = cpu.Quota ?? -1,
            CpuShares = cpu.Shares,
            CpusetCpus = place.Cpus,
            CpusetMems = place.Nodes,
            PidsLimit = options.PidsLimit > 0 ? options.PidsLimit : -1,
        };
    }

    /// <summary>The "size" of Docker's storage options.</summary>
    public static string RootDisk(Flavor flavor) => flavor.RootGb.ToString(CultureInfo.InvariantCulture) + "G";
}
