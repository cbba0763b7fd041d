namespace NovaDockerNet.Netlink.Addressing;

/// <summary>An address as the kernel shows it.</summary>
/// <param name="Scope">RT_SCOPE_*: 0 global, 253 link, 254 host.</param>
public sealed record AddressEntry(int InterfaceIndex, InterfaceAddress Address, byte Scope);
