using Microsoft.Extensions.Logging;
using NovaDockerNet.Netlink;
using NovaDockerNet.Netlink.Links;
using NovaDockerNet.Netlink.Traffic;
using NovaDockerNet.Networking.Plans;

namespace NovaDockerNet.Networking.Guests;

/// <summary>
/// The limits of a flavor on a veth pair: each end shapes what leaves through it. What the instance receives leaves through the near end, what it sends
/// through the far end, which no capability of the instance lets it change.
/// </summary>
/// <remarks>
/// Limits of Neutron's QoS are the L2 agent's and Open vSwitch's: they sit at the near end too, and a root that is not ours is left alone, so there
/// Neutron's limit holds. Open vSwitch would take ours away when it opens the port, and again when it starts: the port tells it not to
/// (<see cref="OVSDB.Net.OvsPort.ExternalDiscipline"/>).
/// </remarks>
internal static partial class BandwidthShaper
{
    /// <summary>"nd:0".</summary>
    internal const uint Handle = 0x6e64_0000;

    // Ethernet's header with a VLAN tag, and room to spare.
    private const int FrameOverhead = 64;
    private const long SmallestBurst = 64 * 1024;
    private const long SmallestPeakBurst = 16 * 1024;

    internal static async Task EnsureAsync(
        RouteSocket routes, Link link, BandwidthLimit? limit, int mtu, ILogger logger, CancellationToken cancellationToken)
    {
        var present = await routes.FindRootDisciplineAsync(link.Index, cancellationToken);
        if (present is { Handle: not Handle })
        {
            if (limit is not null) LogTaken(logger, link.Name, present.Kind);
        }
        else if (limit is not null)
        {
            await routes.ReplaceRootAsync(link.Index, Handle, Bucket(limit, mtu), cancellationToken);
        }
        else if (present is not null)
        {
            await routes.RemoveRootDisciplineAsync(link.Index, cancellationToken);
        }
    }

    /// <summary>A hundredth of a second's bytes at once where the flavor names no burst, and a queue of fifty milliseconds.</summary>
    internal static TokenBucket Bucket(BandwidthLimit limit, int mtu)
    {
        var frame = mtu + FrameOverhead;
        var burst = Math.Max(limit.Burst ?? Math.Max(limit.Average / 100, SmallestBurst), frame);
        return new TokenBucket((ulong)limit.Average, Number(burst), Number(burst + (limit.Average / 20)))
        {
            Peak = (ulong?)limit.Peak,
            PeakBurst = limit.Peak is null ? 0 : Number(Math.Max(SmallestPeakBurst, frame)),
        };
    }

    private static uint Number(long bytes) => (uint)Math.Min(bytes, uint.MaxValue);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Device {Device} has a discipline of somebody else ({Kind}), probably Neutron's QoS; the limit of the flavor is left out")]
    private static partial void LogTaken(ILogger logger, string device, string kind);
}
