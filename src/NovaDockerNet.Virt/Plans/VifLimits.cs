using NovaDockerNet.Networking.Plans;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Virt.Plans;

/// <summary>What each NIC of a guest may receive and send; null for no limit. nova: quota:vif_*, virt/libvirt/designer.py set_vif_bandwidth_config.</summary>
sealed record VifLimits(BandwidthLimit? Inbound, BandwidthLimit? Outbound)
{
    // libvirt's units: rates in kilobytes, the burst in kibibytes.
    private const long Kilobyte = 1000;
    private const long Kibibyte = 1024;

    public static VifLimits From(Flavor flavor) => new(Of(flavor, "quota:vif_inbound_"), Of(flavor, "quota:vif_outbound_"));

    private static BandwidthLimit? Of(Flavor flavor, string prefix)
    {
        var (average, peak, burst) = (Limit("average"), Limit("peak"), Limit("burst"));
        if (average is not { } rate)
        {
            return peak is null && burst is null
                ? null
                : throw new InvalidInput($"flavor extra spec {prefix}{(peak is null ? "burst" : "peak")} needs {prefix}average");
        }
        if (peak <= rate)
            throw new InvalidInput($"flavor extra spec {prefix}peak is {peak}, not more than {prefix}average, {rate}");
        return new BandwidthLimit(rate * Kilobyte, peak * Kilobyte, burst * Kibibyte);

        long? Limit(string name) => FlavorSpecs.Limit(flavor, prefix + name) is var value and (null or <= long.MaxValue / Kibibyte)
            ? value
            : throw new InvalidInput($"flavor extra spec {prefix}{name} is too large");
    }
}
