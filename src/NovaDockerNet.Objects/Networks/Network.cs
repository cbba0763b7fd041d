using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Networks;

/// <summary>nova.network.model.Network.</summary>
public sealed class Network(JObject node) : NetworkModel(node)
{
    public string? Id => Text("id");

    public string? Label => Text("label");

    public string? Bridge { get => Text("bridge"); set => Put("bridge", value); }

    public IReadOnlyList<Subnet> Subnets => Items("subnets", n => new Subnet(n));

    public int? Mtu => Meta["mtu"] is JValue { Type: JTokenType.Integer } mtu ? (int)mtu : null;

    public string? PhysicalNetwork => Meta["physical_network"] is JValue { Type: JTokenType.String } name ? (string)name! : null;

    public static Network Create(string id, string? bridge, string? label) => new(new JObject
    {
        ["id"] = id,
        ["bridge"] = bridge,
        ["label"] = label,
        ["subnets"] = new JArray(),
        ["meta"] = new JObject(),
    });

    public void AddSubnet(Subnet subnet) => Append("subnets", subnet);
}
