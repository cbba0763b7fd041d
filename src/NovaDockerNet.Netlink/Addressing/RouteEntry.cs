namespace NovaDockerNet.Netlink.Addressing;

/// <summary>A route as the kernel shows it.</summary>
/// <param name="Protocol">RTPROT_*: 2 the kernel's own, 4 static (ours), 9 from a router advertisement.</param>
public sealed record RouteEntry(int InterfaceIndex, NetworkRoute Route, byte Protocol);
