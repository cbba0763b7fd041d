using System.Net;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Compute.Metadata;

/// <summary>network_data.json. nova: virt/netutils.py get_network_metadata; the first IPv4 and the first IPv6 subnet of each port.</summary>
static class NetworkMetadata
{
    /// <summary>nova: network/model.py LEGACY_EXPOSED_VIF_TYPES; any other is shown as a physical link.</summary>
    private static readonly HashSet<string> ExposedTypes = ["bridge", "dvs", "hw_veb", "hyperv", "ovs", "tap", "vhostuser", "vif"];

    public static JObject Of(NetworkInfo networkInfo)
    {
        if (networkInfo.Count == 0)
            return [];
        JArray links = [], networks = [], services = [];
        foreach (var vif in networkInfo)
        {
            if (vif.Network is not { Subnets: { Count: > 0 } subnets } network)
                continue;
            var link = vif.Devname is { Length: > 0 } name ? name : $"interface{links.Count}";
            var ofBoth = new[] { 4, 6 }.Select(version => subnets.FirstOrDefault(s => s.Version == version)).OfType<Subnet>().ToList();
            if (ofBoth.Count > 0)
                links.Add(Link(vif, network, link));
            foreach (var subnet in ofBoth.Where(s => s.Ips.Count > 0))
            {
                networks.Add(NetworkOf(network, subnet, $"network{networks.Count}", link));
                foreach (var service in DnsServices(subnet).Where(s => !services.Any(known => JToken.DeepEquals(known, s))).ToList())
                    services.Add(service);
            }
        }
        return new JObject { ["links"] = links, ["networks"] = networks, ["services"] = services };
    }

    internal static bool HasDhcp(Subnet subnet) => Meta(subnet, "dhcp_server") is not null;

    internal static string Netmask(Subnet subnet)
    {
        var bytes = new byte[subnet.Version == 6 ? 16 : 4];
        for (var bit = 0; bit < subnet.PrefixLength; bit++)
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return new IPAddress(bytes).ToString();
    }

    private static JObject Link(Vif vif, Objects.Networks.Network network, string id) => new()
    {
        ["id"] = id,
        ["vif_id"] = vif.Id,
        ["type"] = vif.Type is { } type && ExposedTypes.Contains(type) ? type : "phy",
        // Where there is DHCP, it tells.
        ["mtu"] = network.Subnets.Any(HasDhcp) ? null : network.Meta["mtu"]?.DeepClone(),
        ["ethernet_mac_address"] = vif.Address,
    };

    private static JObject NetworkOf(Objects.Networks.Network network, Subnet subnet, string id, string link)
    {
        var version = subnet.Version == 6 ? 6 : 4;
        var suffix = "";
        if (Meta(subnet, "ipv6_address_mode") is { } mode)
            suffix = "_" + mode;
        else if (HasDhcp(subnet))
            return new JObject { ["id"] = id, ["type"] = $"ipv{version}_dhcp", ["link"] = link, ["network_id"] = network.Id };
        var routes = new JArray();
        if (subnet.Gateway?.Address is { Length: > 0 } gateway)
            routes.Add(Route(version == 6 ? "::" : "0.0.0.0", version == 6 ? "::" : "0.0.0.0", gateway));
        foreach (var route in subnet.Routes)
        {
            if (IPNetwork.TryParse(route.Cidr, out var destination))
                routes.Add(Route(destination.BaseAddress.ToString(), Netmask(Subnet.Create(route.Cidr, null)), route.Gateway?.Address));
        }
        return new JObject
        {
            ["id"] = id,
            ["type"] = $"ipv{version}{suffix}",
            ["link"] = link,
            ["ip_address"] = subnet.Ips[0].Address,
            ["netmask"] = Netmask(subnet),
            ["routes"] = routes,
            ["network_id"] = network.Id,
            ["services"] = new JArray(DnsServices(subnet)),
        };
    }

    private static JObject Route(string network, string netmask, string? gateway) =>
        new() { ["network"] = network, ["netmask"] = netmask, ["gateway"] = gateway };

    private static List<JObject> DnsServices(Subnet subnet) => [.. subnet.Dns.Select(dns => new JObject { ["type"] = "dns", ["address"] = dns.Address })];

    private static string? Meta(Subnet subnet, string name) => subnet.Meta[name] is JValue { Type: JTokenType.String } value ? (string)value! : null;
}
