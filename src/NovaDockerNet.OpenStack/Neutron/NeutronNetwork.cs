using Newtonsoft.Json.Linq;

namespace NovaDockerNet.OpenStack.Neutron;

/// <summary>A network as Neutron shows it; what a field means: neutron-lib api/definitions/network.py and its extensions.</summary>
public sealed record NeutronNetwork(JObject Json)
{
    public string Id => (string)Json["id"]!;

    public string Name => (string?)Json["name"] ?? "";

    public string? TenantId => (string?)Json["tenant_id"];

    public bool Shared => (bool?)Json["shared"] ?? false;

    public bool RouterExternal => (bool?)Json["router:external"] ?? false;

    public bool PortSecurityEnabled => (bool?)Json["port_security_enabled"] ?? true;

    public IReadOnlyList<string> Subnets => [.. (Json["subnets"] as JArray ?? []).Select(id => (string)id!)];

    public int? Mtu => (int?)Json["mtu"];

    public string? DnsDomain => (string?)Json["dns_domain"];

    public string? ProviderNetworkType => (string?)Json["provider:network_type"];

    public string? ProviderPhysicalNetwork => (string?)Json["provider:physical_network"];
}
