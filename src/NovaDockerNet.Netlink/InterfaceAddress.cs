using System.Net;

namespace NovaDockerNet.Netlink;

/// <summary>An address on a device, with the length of its on-link prefix.</summary>
public sealed record InterfaceAddress(IPAddress Address, int PrefixLength)
{
    public override string ToString() => $"{Address}/{PrefixLength}";
}
