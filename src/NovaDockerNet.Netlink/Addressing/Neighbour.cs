using System.Net;

namespace NovaDockerNet.Netlink.Addressing;

/// <summary>An entry of the ARP or neighbour discovery table.</summary>
/// <param name="State">NUD_*: 0x02 reachable, 0x04 stale, 0x20 failed, 0x80 permanent.</param>
public sealed record Neighbour(int InterfaceIndex, IPAddress Address, string? MacAddress, ushort State);
