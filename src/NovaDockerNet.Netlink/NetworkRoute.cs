using System.Net;

namespace NovaDockerNet.Netlink;

/// <summary>A route of the main table.</summary>
/// <param name="Gateway">Null for a destination that is on the link itself.</param>
/// <param name="OnLink">The gateway is reachable although no address of the device has it in its prefix (RTNH_F_ONLINK).</param>
public sealed record NetworkRoute(IPNetwork Destination, IPAddress? Gateway, bool OnLink = false)
{
    public override string ToString() => $"{Destination}{(Gateway is null ? "" : $" via {Gateway}")}{(OnLink ? " onlink" : "")}";
}
