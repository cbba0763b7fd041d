using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.OpenStack.Neutron;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Network;

public sealed class VifModelTests
{
    private static readonly NeutronNetworkOptions s_options = new() { Host = "node1" };

    private static NeutronFacts Facts(string network, string subnets, string floating = "[]", string dhcp = "[]")
    {
        var known = new NeutronNetwork(JObject.Parse(network));
        return new(
            new Dictionary<string, NeutronNetwork> { [known.Id] = known },
            [.. JArray.Parse(subnets).Select(s => new NeutronSubnet((JObject)s))],
            [.. JArray.Parse(floating).Select(f => new NeutronFloatingIp((JObject)f))],
            [.. JArray.Parse(dhcp).Select(p => new NeutronPort((JObject)p))]);
    }

    [Fact]
    public void TheModelIsTheOneNovaComputeSaved()
    {
        var port = new NeutronPort(JObject.Parse("""
            {"id": "798b7a83-5e65-442c-a1d9-3f5994f3ed76", "network_id": "4d13068f-337a-42cf-b39a-e4e7b444edba", "mac_address": "fa:16:3e:1e:b8:92",
             "admin_state_up": true, "status": "DOWN", "tenant_id": "022229b8869d47bb97fe29b0b5fc6a3e",
             "fixed_ips": [{"subnet_id": "s1", "ip_address": "10.0.1.183"}], "binding:vif_type": "ovs", "binding:vnic_type": "normal", "binding:profile": {},
             "binding:vif_details": {"connectivity": "l2", "port_filter": true, "ovs_hybrid_plug": false, "datapath_type": "netdev", "bridge_name": "br-int",
               "bound_drivers": {"0": "openvswitch"}}}
            """));
        var facts = Facts(
            """
            {"id": "4d13068f-337a-42cf-b39a-e4e7b444edba", "name": "net1", "tenant_id": "022229b8869d47bb97fe29b0b5fc6a3e", "mtu": 1500,
             "provider:physical_network": "physnet1", "provider:network_type": "vlan"}
            """,
            """
            [{"id": "s1", "network_id": "4d13068f-337a-42cf-b39a-e4e7b444edba", "cidr": "10.0.1.0/24", "gateway_ip": "10.0.1.1", "enable_dhcp": false,
              "dns_nameservers": ["10.0.1.53"], "host_routes": [{"destination": "192.168.77.0/24", "nexthop": "10.0.1.254"}], "ipv6_address_mode": null}]
            """);

        // Recorded between nova-compute 26 and its conductor.
        const string Recorded = """
            [{"id": "798b7a83-5e65-442c-a1d9-3f5994f3ed76", "address": "fa:16:3e:1e:b8:92", "network": {"id": "4d13068f-337a-42cf-b39a-e4e7b444edba", "bridge": "br-int", "label": "net1", "subnets": [{"cidr": "10.0.1.0/24", "dns": [{"address": "10.0.1.53", "type": "dns", "version": 4, "meta": {}}], "gateway": {"address": "10.0.1.1", "type": "gateway", "version": 4, "meta": {}}, "ips": [{"address": "10.0.1.183", "type": "fixed", "version": 4, "meta": {}, "floating_ips": []}], "routes": [{"cidr": "192.168.77.0/24", "gateway": {"address": "10.0.1.254", "type": "gateway", "version": 4, "meta": {}}, "interface": null, "meta": {}}], "version": 4, "meta": {}}], "meta": {"injected": false, "tenant_id": "022229b8869d47bb97fe29b0b5fc6a3e", "mtu": 1500, "physical_network": "physnet1", "tunneled": false}}, "type": "ovs", "details": {"connectivity": "l2", "port_filter": true, "ovs_hybrid_plug": false, "datapath_type": "netdev", "bridge_name": "br-int", "bound_drivers": {"0": "openvswitch"}}, "devname": "tap798b7a83-5e", "ovs_interfaceid": "798b7a83-5e65-442c-a1d9-3f5994f3ed76", "qbh_params": null, "qbg_params": null, "active": false, "vnic_type": "normal", "profile": {}, "preserve_on_delete": false, "delegate_create": true, "meta": {}}]
            """;
        var vif = VifModel.From(port, facts, preserveOnDelete: false, s_options);
        Assert.Equal(JArray.Parse(Recorded).ToString(), new JArray(vif.Node).ToString());
    }

    [Fact]
    public void AddressesOfBothFamiliesFloatingAndDhcp()
    {
        var port = new NeutronPort(JObject.Parse("""
            {"id": "11111111-2222-4333-8444-555555555555", "network_id": "n", "mac_address": "fa:16:3e:00:00:01", "admin_state_up": false, "status": "DOWN",
             "fixed_ips": [{"subnet_id": "s4", "ip_address": "10.0.1.5"}, {"subnet_id": "s4", "ip_address": "10.0.1.6"}, {"subnet_id": "s6", "ip_address": "2001:db8::5"}],
             "binding:vif_type": "ovs", "binding:vif_details": {"bridge_name": "a-very-long-bridge-name"}, "binding:profile": {"trusted": "yes"}, "binding:vnic_type": "normal"}
            """));
        var facts = Facts(
            """{"id": "n", "name": "n", "tenant_id": "t", "mtu": 1450, "provider:network_type": "vxlan"}""",
            """
            [{"id": "s4", "network_id": "n", "cidr": "10.0.1.0/24", "gateway_ip": "10.0.1.1", "enable_dhcp": true, "dns_nameservers": [], "host_routes": []},
             {"id": "s6", "network_id": "n", "cidr": "2001:db8::/64", "gateway_ip": null, "enable_dhcp": true, "ipv6_address_mode": "slaac", "dns_nameservers": ["2001:db8::53"], "host_routes": []},
             {"id": "elsewhere", "network_id": "n", "cidr": "10.9.0.0/24", "gateway_ip": null, "dns_nameservers": [], "host_routes": []}]
            """,
            """[{"id": "f", "floating_ip_address": "203.0.113.9", "fixed_ip_address": "10.0.1.6", "port_id": "11111111-2222-4333-8444-555555555555"}]""",
            """[{"id": "d", "network_id": "n", "fixed_ips": [{"subnet_id": "s4", "ip_address": "10.0.1.2"}]}]""");

        var vif = VifModel.From(port, facts, preserveOnDelete: true, s_options);

        Assert.True(vif.Active);
        Assert.True(vif.PreserveOnDelete);
        Assert.Equal("a-very-long-br", vif.Network!.Bridge);
        Assert.Equal("yes", (string?)vif.Profile["trusted"]);
        Assert.Equal((1450, true), (vif.Network.Mtu, (bool)vif.Network.Meta["tunneled"]!));
        var (four, six) = (vif.Network.Subnets[0], vif.Network.Subnets[1]);
        Assert.Equal(2, vif.Network.Subnets.Count);
        Assert.Equal(["10.0.1.5", "10.0.1.6"], four.Ips.Select(ip => ip.Address));
        Assert.Equal("203.0.113.9", Assert.Single(four.Ips[1].FloatingIps).Address);
        Assert.Equal("10.0.1.2", (string?)four.Meta["dhcp_server"]);
        Assert.Equal("""{"address":null,"type":"gateway","version":null,"meta":{}}""", six.Node["gateway"]!.ToString(Newtonsoft.Json.Formatting.None));
        Assert.Equal((6, "slaac", "2001:db8::5"), (six.Version, (string?)six.Meta["ipv6_address_mode"], Assert.Single(six.Ips).Address));
    }

    [Fact]
    public void OfSeveralSegmentsTheFirstPhysicalOneCounts()
    {
        var port = new NeutronPort(JObject.Parse("""{"id": "11111111-2222", "network_id": "n", "fixed_ips": [], "binding:vif_type": "ovs"}"""));
        var segments = """{"id": "n", "name": "n", "segments": [{"provider:network_type": "vxlan", "provider:physical_network": null}, {"provider:network_type": "vlan", "provider:physical_network": "physnet2"}]}""";
        Assert.Equal("physnet2", VifModel.From(port, Facts(segments, "[]"), false, s_options).Network!.PhysicalNetwork);
        Assert.Equal("br-int", VifModel.From(port, Facts(segments, "[]"), false, s_options).Network!.Bridge);

        var none = """{"id": "n", "name": "n", "segments": [{"provider:network_type": "vxlan", "provider:physical_network": null}]}""";
        Assert.Throws<NovaException>(() => VifModel.From(port, Facts(none, "[]"), false, s_options));
    }
}
