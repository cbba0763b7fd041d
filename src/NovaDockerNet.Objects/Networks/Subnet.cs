using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Networks;

/// <summary>nova.network.model.Subnet: as the port sees it, with the port's addresses in it.</summary>
public sealed class Subnet(JObject node) : NetworkModel(node)
{
    public string? Cidr => Text("cidr");

    public int? Version => Number("version") ?? IpAddress.VersionOf(Cidr?.Split('/')[0]);

    public int PrefixLength => int.Parse((Cidr ?? throw new InvalidOperationException("The subnet has no cidr.")).Split('/')[1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Null for a subnet without gateway, which nova writes as a gateway without address.</summary>
    public IpAddress? Gateway => Node["gateway"] is JObject gateway && new IpAddress(gateway) is { Address: not null } ip ? ip : null;

    public IReadOnlyList<FixedIp> Ips => Items("ips", n => new FixedIp(n));

    public IReadOnlyList<IpAddress> Dns => Items("dns", n => new IpAddress(n));

    public IReadOnlyList<Route> Routes => Items("routes", n => new Route(n));

    public static Subnet Create(string? cidr, string? gateway) => new(new JObject
    {
        ["cidr"] = cidr,
        ["dns"] = new JArray(),
        ["gateway"] = gateway is null ? NullGateway() : IpAddress.Describe(gateway, "gateway"),
        ["ips"] = new JArray(),
        ["routes"] = new JArray(),
        ["version"] = IpAddress.VersionOf(cidr?.Split('/')[0]),
        ["meta"] = new JObject(),
    });

    public void AddIp(FixedIp ip) => Append("ips", ip);

    public void AddDns(IpAddress dns) => Append("dns", dns);

    public void AddRoute(Route route) => Append("routes", route);

    // nova: network/neutron.py _get_subnets_from_port wraps gateway_ip in an IP even when the subnet has none.
    private static JObject NullGateway() => IpAddress.Describe(null, "gateway");
}
