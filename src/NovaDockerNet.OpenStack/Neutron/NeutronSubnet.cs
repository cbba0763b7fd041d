using Newtonsoft.Json.Linq;

namespace NovaDockerNet.OpenStack.Neutron;

/// <summary>A subnet as Neutron shows it.</summary>
public sealed record NeutronSubnet(JObject Json)
{
    public string Id => (string)Json["id"]!;

    public string NetworkId => (string)Json["network_id"]!;

    public string Cidr => (string)Json["cidr"]!;

    public string? GatewayIp => (string?)Json["gateway_ip"];

    public bool EnableDhcp => (bool?)Json["enable_dhcp"] ?? false;

    public IReadOnlyList<string> DnsNameservers => [.. (Json["dns_nameservers"] as JArray ?? []).Select(address => (string)address!)];

    public IReadOnlyList<(string Destination, string NextHop)> HostRoutes =>
        [.. (Json["host_routes"] as JArray ?? []).Select(route => ((string)route["destination"]!, (string)route["nexthop"]!))];

    public string? Ipv6AddressMode => (string?)Json["ipv6_address_mode"];

    public string? Ipv6RaMode => (string?)Json["ipv6_ra_mode"];
}
