using NovaDockerNet.Networking.Plans;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Networking.Tests.Plans;

public sealed class InstanceNetworkPlanTests
{
    private const string Instance = "0b1e7a5e-9a4b-4a52-8f9e-0d5f3a7c2b11";
    private const string PortA = "798b7a83-5e65-442c-a1d9-3f5994f3ed76";
    private const string PortB = "c0ffee00-1234-4bcd-9876-001122334455";

    /// <summary>As nova 26 stored it for a server on a VLAN network with a name server and a host route.</summary>
    private const string Recorded =
        """
        [{"id": "798b7a83-5e65-442c-a1d9-3f5994f3ed76", "address": "fa:16:3e:1e:b8:92", "network": {"id": "4d13068f-337a-42cf-b39a-e4e7b444edba",
        "bridge": "br-int", "label": "net1", "subnets": [{"cidr": "10.0.1.0/24", "dns": [{"address": "10.0.1.53", "type": "dns", "version": 4, "meta": {}}],
        "gateway": {"address": "10.0.1.1", "type": "gateway", "version": 4, "meta": {}}, "ips": [{"address": "10.0.1.183", "type": "fixed", "version": 4,
        "meta": {}, "floating_ips": []}], "routes": [{"cidr": "192.168.77.0/24", "gateway": {"address": "10.0.1.254", "type": "gateway", "version": 4,
        "meta": {}}, "interface": null, "meta": {}}], "version": 4, "meta": {}}], "meta": {"injected": false, "tenant_id": "022229b8869d47bb97fe29b0b5fc6a3e",
        "mtu": 1500, "physical_network": "physnet1", "tunneled": false}}, "type": "ovs", "details": {"connectivity": "l2", "port_filter": true,
        "ovs_hybrid_plug": false, "datapath_type": "netdev", "bridge_name": "br-int", "bound_drivers": {"0": "openvswitch"}}, "devname": "tap798b7a83-5e",
        "ovs_interfaceid": "798b7a83-5e65-442c-a1d9-3f5994f3ed76", "qbh_params": null, "qbg_params": null, "active": false, "vnic_type": "normal",
        "profile": {}, "preserve_on_delete": false, "delegate_create": true, "meta": {}}]
        """;

    [Fact]
    public void A_recorded_server() => PlanText.AssertEqual(
        """
        eth0 fa:16:3e:1e:b8:92 mtu 1500 <- tap798b7a83-5e on br-int (798b7a83-5e65-442c-a1d9-3f5994f3ed76)
          address 10.0.1.183/24
          route 192.168.77.0/24 via 10.0.1.254
          route 0.0.0.0/0 via 10.0.1.1
          attached-mac=fa:16:3e:1e:b8:92
          iface-id=798b7a83-5e65-442c-a1d9-3f5994f3ed76
          iface-status=active
          nova-docker-net:owner=node1
          vm-uuid=0b1e7a5e-9a4b-4a52-8f9e-0d5f3a7c2b11
        dns 10.0.1.53
        """,
        Plan(NetworkInfo.Parse(Recorded)));

    [Fact]
    public void Two_NICs_share_one_default_route_and_keep_their_order()
    {
        var first = Port(PortA, "FA:16:3E:00:00:01", Subnet("10.0.0.0/24", null, ["10.0.0.5"], dns: ["10.0.0.53", "1.1.1.1"]));
        var second = Port(PortB, "fa:16:3e:00:00:02", Subnet("10.1.0.0/24", "10.1.0.1", ["10.1.0.5"], dns: ["1.1.1.1", "8.8.8.8"]));
        var third = Port("d0000000-0000-4000-8000-000000000000", "fa:16:3e:00:00:03", Subnet("10.2.0.0/24", "10.2.0.1", ["10.2.0.5"]));
        third.Network!.Meta["mtu"] = 9000;

        var plan = Plan(new NetworkInfo([first, second, third]));

        Assert.Equal(["eth0", "eth1", "eth2"], plan.Nics.Select(nic => nic.GuestDevice));
        Assert.Equal("fa:16:3e:00:00:01", plan.Nics[0].MacAddress);
        Assert.Equal("fa:16:3e:00:00:01", plan.Nics[0].ExternalIds["attached-mac"]);
        Assert.Equal([[], ["0.0.0.0/0 via 10.1.0.1"], []], Routes(plan));
        Assert.Equal([1450, 1450, 9000], plan.Nics.Select(nic => nic.Mtu));
        Assert.Equal(["10.0.0.53", "1.1.1.1", "8.8.8.8"], plan.DnsServers.Select(server => server.ToString()));
    }

    [Fact]
    public void Several_addresses_and_both_families_on_one_port()
    {
        var plan = Plan(new NetworkInfo(
        [
            Port(
                PortA,
                "fa:16:3e:00:00:01",
                Subnet("10.0.0.0/24", "10.0.0.1", ["10.0.0.5", "10.0.0.6"]),
                Subnet("2001:db8::/64", "fe80::1", ["2001:db8::5"]),
                Subnet("10.5.0.0/16", "10.5.0.1", ["10.5.7.7"])),
            Port(PortB, "fa:16:3e:00:00:02", Subnet("2001:db8:1::/64", "2001:db8:1::1", ["2001:db8:1::5"])),
        ]));
        Assert.Equal(
            ["10.0.0.5/24", "10.0.0.6/24", "2001:db8::5/64", "10.5.7.7/16"],
            plan.Nics[0].Addresses.Select(address => address.ToString()));
        Assert.Equal([["0.0.0.0/0 via 10.0.0.1", "::/0 via fe80::1"], []], Routes(plan));
    }

    [Fact]
    public void The_metadata_address_is_at_the_dhcp_server_where_there_is_no_gateway()
    {
        var isolated = Subnet("10.0.0.0/24", null, ["10.0.0.5"]);
        isolated.Meta["dhcp_server"] = "10.0.0.2";
        var routed = Subnet("10.1.0.0/24", "10.1.0.1", ["10.1.0.5"]);
        routed.Meta["dhcp_server"] = "10.1.0.2";
        var told = Subnet("10.2.0.0/24", null, ["10.2.0.5"]);
        told.Meta["dhcp_server"] = "10.2.0.2";
        told.AddRoute(Route.Create("169.254.169.254/32", "10.2.0.9"));

        Assert.Equal([["169.254.169.254/32 via 10.0.0.2"]], Routes(Plan(new NetworkInfo([Port(PortA, "fa:16:3e:00:00:01", isolated)]))));
        Assert.Equal([["0.0.0.0/0 via 10.1.0.1"]], Routes(Plan(new NetworkInfo([Port(PortA, "fa:16:3e:00:00:01", routed)]))));
        // What Neutron's own host route says goes first.
        Assert.Equal([["169.254.169.254/32 via 10.2.0.9"]], Routes(Plan(new NetworkInfo([Port(PortA, "fa:16:3e:00:00:01", told)]))));
    }

    [Fact]
    public void A_gateway_outside_of_the_subnet_is_on_the_link()
    {
        var plan = Plan(new NetworkInfo([Port(PortA, "fa:16:3e:00:00:01", Subnet("203.0.113.7/32", "192.0.2.1", ["203.0.113.7"]), Subnet("2001:db8::/64", "2001:db8:ffff::1", ["2001:db8::5"]))]));
        Assert.Equal([["0.0.0.0/0 via 192.0.2.1 onlink", "::/0 via 2001:db8:ffff::1 onlink"]], Routes(plan));
    }

    [Fact]
    public void A_host_route_for_everything_stands_in_for_the_gateway()
    {
        var subnet = Subnet("10.0.0.0/24", "10.0.0.1", ["10.0.0.5"]);
        subnet.AddRoute(Route.Create("0.0.0.0/0", "10.0.0.254"));
        Assert.Equal([["0.0.0.0/0 via 10.0.0.254"]], Routes(Plan(new NetworkInfo([Port(PortA, "fa:16:3e:00:00:01", subnet)]))));
    }

    [Fact]
    public void Each_destination_is_routed_once_and_never_against_a_connected_subnet()
    {
        var first = Subnet("10.0.0.0/24", null, ["10.0.0.5"]);
        first.AddRoute(Route.Create("192.168.0.0/16", "10.0.0.9"));
        first.AddRoute(Route.Create("10.1.0.0/24", "10.0.0.9"));
        var second = Subnet("10.1.0.0/24", null, ["10.1.0.5"]);
        second.AddRoute(Route.Create("192.168.0.0/16", "10.1.0.9"));
        second.AddRoute(Route.Create("172.16.0.0/12", "0.0.0.0"));
        var plan = Plan(new NetworkInfo([Port(PortA, "fa:16:3e:00:00:01", first), Port(PortB, "fa:16:3e:00:00:02", second)]));
        Assert.Equal([["192.168.0.0/16 via 10.0.0.9"], ["172.16.0.0/12"]], Routes(plan));
    }

    [Fact]
    public void A_server_that_is_the_router_has_no_route_through_itself()
    {
        var subnet = Subnet("10.0.0.0/24", "10.0.0.1", ["10.0.0.1"]);
        subnet.AddRoute(Route.Create("192.168.0.0/16", "10.0.0.1"));
        Assert.Equal([[]], Routes(Plan(new NetworkInfo([Port(PortA, "fa:16:3e:00:00:01", subnet)]))));
    }

    [Fact]
    public void A_port_without_addresses_is_plugged_all_the_same()
    {
        var plan = Plan(new NetworkInfo([Port(PortA, "fa:16:3e:00:00:01")]));
        var nic = Assert.Single(plan.Nics);
        Assert.Empty(nic.Addresses);
        Assert.Empty(nic.Routes);
        Assert.Empty(plan.DnsServers);
    }

    [Fact]
    public void An_instance_without_ports_has_an_empty_plan() => Assert.Empty(Plan(new NetworkInfo()).Nics);

    [Theory]
    [InlineData(null, "tap798b7a83-5e")]
    [InlineData("tap798b7a83-5e6", "tap798b7a83-5e6")]
    [InlineData("tap798b7a83-5e65", "tap798b7a83-5e")]
    public void Device_names_are_novas_as_long_as_the_kernel_takes_them(string? devname, string expected)
    {
        var vif = Port(PortA, "fa:16:3e:00:00:01");
        vif.Devname = devname;
        Assert.Equal(expected, Plan(new NetworkInfo([vif])).Nics[0].HostDevice);
    }

    [Fact]
    public void Bridge_and_MTU_have_defaults()
    {
        var vif = Port(PortA, "fa:16:3e:00:00:01");
        vif.Details = [];
        vif.Network!.Bridge = null;
        vif.Network!.Meta.Remove("mtu");
        vif.OvsInterfaceid = null;
        var nic = Plan(new NetworkInfo([vif])).Nics[0];
        Assert.Equal(("br-own", 1500, PortA), (nic.Bridge, nic.Mtu, nic.ExternalIds["iface-id"]));
    }

    [Fact]
    public void A_port_on_a_trunk_bridge_names_it()
    {
        var vif = Port(PortA, "fa:16:3e:00:00:01");
        vif.Details["bridge_name"] = "tbr-0a1b2c3d-4";
        var nic = Plan(new NetworkInfo([vif])).Nics[0];
        Assert.Equal("tbr-0a1b2c3d-4", nic.Bridge);
        Assert.Equal("tbr-0a1b2c3d-4", nic.ExternalIds["bridge_name"]);
    }

    [Theory]
    [InlineData("binding_failed", "normal", false, "binding_failed")]
    [InlineData("unbound", "normal", false, "not bound")]
    [InlineData(null, "normal", false, "not bound")]
    [InlineData("bridge", "normal", false, "unexpected vif_type=bridge")]
    [InlineData("ovs", "direct", false, "vnic_type direct")]
    [InlineData("ovs", "normal", true, "ovs_hybrid_plug")]
    public void What_cannot_be_plugged_is_refused_by_name(string? type, string vnicType, bool hybrid, string expected)
    {
        var vif = Port(PortA, "fa:16:3e:00:00:01");
        vif.Type = type;
        vif.VnicType = vnicType;
        vif.Details["ovs_hybrid_plug"] = hybrid;
        var exception = Assert.Throws<VirtualInterfacePlugException>(() => Plan(new NetworkInfo([vif])));
        Assert.Contains(PortA, exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hosts_and_resolv_conf_come_from_the_plan()
    {
        var plan = Plan(new NetworkInfo(
        [
            Port(PortA, "fa:16:3e:00:00:01", Subnet("10.0.0.0/24", null, ["10.0.0.5", "10.0.0.6"], dns: ["10.0.0.53"]), Subnet("2001:db8::/64", null, ["2001:db8::5"])),
        ]));
        Assert.Equal(
            [
                "127.0.0.1\tlocalhost",
                "::1\tlocalhost ip6-localhost ip6-loopback",
                "fe00::0\tip6-localnet",
                "ff00::0\tip6-mcastprefix",
                "ff02::1\tip6-allnodes",
                "ff02::2\tip6-allrouters",
                "10.0.0.5\tweb1.example.org web1",
                "2001:db8::5\tweb1.example.org web1",
            ],
            plan.HostsLines("web1.example.org"));
        Assert.Equal("10.0.0.5\tweb1", plan.HostsLines("web1")[6]);
        Assert.Equal(["search example.org", "nameserver 10.0.0.53"], plan.ResolvConfLines("example.org"));
        Assert.Equal(["nameserver 10.0.0.53"], plan.ResolvConfLines(null));
    }

    private static InstanceNetworkPlan Plan(NetworkInfo info)
        => InstanceNetworkPlan.From(Instance, info, new InstanceNetworkPlanOptions { Host = "node1", IntegrationBridge = "br-own" });

    private static IEnumerable<IEnumerable<string>> Routes(InstanceNetworkPlan plan)
        => plan.Nics.Select(nic => nic.Routes.Select(route => route.ToString()));

    private static Vif Port(string id, string mac, params Subnet[] subnets)
    {
        var network = Network.Create("4d13068f-337a-42cf-b39a-e4e7b444edba", "br-int", "net1");
        network.Meta["mtu"] = 1450;
        foreach (var subnet in subnets) network.AddSubnet(subnet);
        var vif = Vif.Create(id, mac, network);
        vif.Type = VifTypes.Ovs;
        vif.OvsInterfaceid = id;
        vif.Devname = ("tap" + id)[..14];
        return vif;
    }

    private static Subnet Subnet(string cidr, string? gateway, string[] addresses, string[]? dns = null)
    {
        var subnet = Objects.Networks.Subnet.Create(cidr, gateway);
        foreach (var address in addresses) subnet.AddIp(FixedIp.Create(address));
        foreach (var server in dns ?? []) subnet.AddDns(IpAddress.Create(server, "dns"));
        return subnet;
    }
}
