using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace NovaDockerNet.Netlink;

/// <summary>The instruments of this library.</summary>
public static class NetlinkTelemetry
{
    public const string Name = "NovaDockerNet.Netlink";

    private static readonly Meter s_meter = new(Name);

    internal static readonly Histogram<double> RequestDuration = s_meter.CreateHistogram<double>(
        "netlink.request.duration", unit: "s", description: "From a route request's sending to its last answer.");

    /// <summary>Makes every instrument, so that a listener sees also those that have nothing to say yet.</summary>
    public static void Publish() => RuntimeHelpers.RunClassConstructor(typeof(NetlinkTelemetry).TypeHandle);
}
