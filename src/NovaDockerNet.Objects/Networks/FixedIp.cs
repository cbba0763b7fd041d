using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Networks;

/// <summary>nova.network.model.FixedIP: an address of the port with its floating addresses.</summary>
public sealed class FixedIp(JObject node) : IpAddress(node)
{
    public IReadOnlyList<IpAddress> FloatingIps => Items("floating_ips", n => new IpAddress(n));

    public static FixedIp Create(string address)
    {
        var node = Describe(address, "fixed");
        node["floating_ips"] = new JArray();
        return new FixedIp(node);
    }

    public void AddFloatingIp(IpAddress floating) => Append("floating_ips", floating);
}
