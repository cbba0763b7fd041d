using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Objects.Tests.Golden;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Tests.Networks;

public class NetworkInfoTests
{
    [Theory]
    [InlineData("corpus-26.jsonl.gz")]
    [InlineData("corpus-31.jsonl.gz")]
    public void Recorded_caches_read_and_write_without_loss(string file)
    {
        var vifs = 0;
        foreach (var line in TestData.Lines(file).Where(l => l.Contains("\"network_info\": \"[{", StringComparison.Ordinal)))
        {
            foreach (var text in ((JObject)WireJson.Parse(line)).Descendants().OfType<JProperty>().Where(p => p.Name == "network_info" && p.Value.Type == JTokenType.String).Select(p => (string)p.Value!))
            {
                var info = NetworkInfo.Parse(text);
                foreach (var vif in info)
                {
                    Assert.Equal(36, vif.Id.Length);
                    Assert.StartsWith("fa:16:3e", vif.Address, StringComparison.Ordinal);
                    Assert.NotEmpty(vif.FixedIps);
                    Assert.Contains(vif.Network!.Mtu, new int?[] { null, 1500 });
                    Assert.All(vif.Network.Subnets, s => Assert.Contains(s.Version, new int?[] { 4, 6 }));
                    Assert.Null(vif.Details["no such key"]);
                    vifs++;
                }

                Assert.Null(JsonMeaning.Difference(text, info.ToJson()));
            }
        }

        Assert.True(vifs > 50, $"only {vifs} VIFs in {file}");
    }

    [Fact]
    public void A_built_model_has_novas_keys()
    {
        var subnet = Subnet.Create("10.0.1.0/24", "10.0.1.1");
        subnet.AddIp(FixedIp.Create("10.0.1.5"));
        subnet.AddDns(IpAddress.Create("10.0.1.53", "dns"));
        subnet.AddRoute(Route.Create("192.168.77.0/24", "10.0.1.254"));
        var network = Network.Create("net", "br-int", "net1");
        network.AddSubnet(subnet);
        network.Meta["mtu"] = 1450;
        var vif = Vif.Create("port", "fa:16:3e:00:00:01", network);
        vif.Type = VifTypes.Ovs;
        var info = new NetworkInfo([vif]);

        var again = NetworkInfo.Parse(info.ToJson());

        Assert.Equal(
            ["active", "address", "delegate_create", "details", "devname", "id", "meta", "network", "ovs_interfaceid", "preserve_on_delete", "profile", "qbg_params", "qbh_params", "type", "vnic_type"],
            again[0].Node.Properties().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal("10.0.1.5", Assert.Single(again[0].FixedIps).Address);
        Assert.Equal(24, again[0].Network!.Subnets[0].PrefixLength);
        Assert.Equal("10.0.1.254", again[0].Network!.Subnets[0].Routes[0].Gateway!.Address);
        Assert.Equal(1450, again[0].Network!.Mtu);
    }

    [Fact]
    public void A_subnet_without_gateway_says_so()
    {
        var subnet = Subnet.Create("fd00::/64", null);

        Assert.Null(subnet.Gateway);
        Assert.Equal(6, subnet.Version);
        Assert.Equal("gateway", subnet.Node["gateway"]!.Value<string>("type"));
    }

    [Fact]
    public void What_is_not_a_list_of_vifs_is_refused()
    {
        Assert.Throws<ObjectFormatException>(() => NetworkInfo.Parse("{}"));
        Assert.Throws<ObjectFormatException>(() => NetworkInfo.Parse("[1]"));
        Assert.Throws<ObjectFormatException>(() => NetworkInfo.Parse("[{]"));
    }
}
