using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Virt.Plans;

/// <summary>CFS quota and shares of a flavor.</summary>
/// <param name="Quota">Microseconds per period for the whole guest; null for no cap.</param>
readonly record struct CpuLimits(long? Period, long? Quota, long Shares)
{
    private const long DefaultPeriod = 100_000;
    private const long SharesPerVcpu = 1024;
    private const long MostShares = 262_144;

    /// <summary>A cap at flavor.vcpus with shares in proportion, unless quota:cpu_* say otherwise. nova: virt/libvirt/driver.py _get_guest_config cputune.</summary>
    /// <remarks>quota:cpu_quota is per virtual CPU there (each is a thread of its own); a container has one quota for all of them.</remarks>
    public static CpuLimits From(Flavor flavor)
    {
        var shares = FlavorSpecs.Number(flavor, "quota:cpu_shares") ?? flavor.Vcpus * SharesPerVcpu;
        var period = FlavorSpecs.Number(flavor, "quota:cpu_period") ?? DefaultPeriod;
        var perVcpu = FlavorSpecs.Number(flavor, "quota:cpu_quota") ?? period;
        var limitedShares = Math.Clamp(shares, 2, MostShares);
        return perVcpu <= 0
            ? new CpuLimits(null, null, limitedShares)
            : new CpuLimits(period, perVcpu * flavor.Vcpus, limitedShares);
    }
}
