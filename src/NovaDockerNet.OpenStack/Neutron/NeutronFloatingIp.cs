using Newtonsoft.Json.Linq;

namespace NovaDockerNet.OpenStack.Neutron;

public sealed record NeutronFloatingIp(JObject Json)
{
    public string Id => (string)Json["id"]!;

    public string FloatingIpAddress => (string)Json["floating_ip_address"]!;

    public string? FixedIpAddress => (string?)Json["fixed_ip_address"];

    public string? PortId => (string?)Json["port_id"];
}
