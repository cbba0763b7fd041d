using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Networks;

/// <summary>nova.network.model.Route: a host route of the subnet.</summary>
public sealed class Route(JObject node) : NetworkModel(node)
{
    public string? Cidr => Text("cidr");

    public IpAddress? Gateway => Node["gateway"] is JObject gateway ? new IpAddress(gateway) : null;

    public static Route Create(string cidr, string gateway) => new(new JObject
    {
        ["cidr"] = cidr,
        ["gateway"] = IpAddress.Describe(gateway, "gateway"),
        ["interface"] = null,
        ["meta"] = new JObject(),
    });
}
