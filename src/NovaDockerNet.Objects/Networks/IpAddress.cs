using System.Net;
using System.Net.Sockets;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Networks;

/// <summary>nova.network.model.IP: a gateway, name server or floating address.</summary>
public class IpAddress(JObject node) : NetworkModel(node)
{
    public string? Address => Text("address");

    /// <summary>fixed, floating, gateway, dns, dhcp, or null.</summary>
    public string? Type => Text("type");

    public int? Version => Number("version") ?? VersionOf(Address);

    public static IpAddress Create(string address, string? type) => new(Describe(address, type));

    internal static JObject Describe(string? address, string? type) => new()
    {
        ["address"] = address,
        ["type"] = type,
        ["version"] = VersionOf(address),
        ["meta"] = new JObject(),
    };

    internal static int? VersionOf(string? address) =>
        IPAddress.TryParse(address, out var ip) ? ip.AddressFamily == AddressFamily.InterNetworkV6 ? 6 : 4 : null;
}
