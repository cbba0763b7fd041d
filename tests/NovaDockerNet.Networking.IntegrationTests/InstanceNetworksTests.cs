using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using NovaDockerNet.Netlink.Namespaces;
using NovaDockerNet.Networking.Plans;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.TestKit;
using OVSDB.Net;

namespace NovaDockerNet.Networking.IntegrationTests;

public sealed class InstanceNetworksTests
{
    private const string A = "aaaaaaaa-0000-4000-8000-000000000001";
    private const string B = "bbbbbbbb-0000-4000-8000-000000000002";
    private const string C = "cccccccc-0000-4000-8000-000000000003";

    private static CancellationToken None => CancellationToken.None;

    [SkippableFact]
    public async Task A_server_of_all_shapes_is_plugged_and_unplugged()
    {
        await using var host = await NetworkHost.StartAsync();
        var first = NetworkHost.Port(1, "10.0.0.5/24 gw 10.0.0.1", "10.0.0.6/24", "2001:db8::5/64 gw fe80::1");
        var second = NetworkHost.Port(2, "10.1.0.5/24 gw 10.1.0.1");
        await host.Networks.EnsureAsync(A, NetworkHost.Plan(A, first, second), None);

        var addresses = await host.InInstanceAsync(A, "ip", "address");
        Assert.Contains("inet 10.0.0.5/24", addresses, StringComparison.Ordinal);
        Assert.Contains("inet 10.0.0.6/24", addresses, StringComparison.Ordinal);
        Assert.Contains("inet6 2001:db8::5/64 scope global nodad", addresses, StringComparison.Ordinal);
        Assert.Contains("inet 127.0.0.1/8", addresses, StringComparison.Ordinal);
        var eth0 = await host.InInstanceAsync(A, "ip", "-d", "link", "show", "eth0");
        Assert.Contains("mtu 1450", eth0, StringComparison.Ordinal);
        Assert.Contains("link/ether fa:16:3e:00:00:01", eth0, StringComparison.Ordinal);
        Assert.Contains("state UP", eth0, StringComparison.Ordinal);
        var v4 = await host.InInstanceAsync(A, "ip", "route");
        Assert.Equal("default via 10.0.0.1 dev eth0 proto static", Assert.Single(v4.Split('\n'), line => line.StartsWith("default", StringComparison.Ordinal)).Trim());
        Assert.Contains("default via fe80::1 dev eth0", await host.InInstanceAsync(A, "ip", "-6", "route"), StringComparison.Ordinal);
        Assert.Contains("10.1.0.5/24", await host.InInstanceAsync(A, "ip", "address", "show", "eth1"), StringComparison.Ordinal);

        Assert.Equal("tap00000001-00\ntap00000002-00", (await host.Switch.ControlAsync("list-ports", "br-int")).Trim());
        Assert.Equal("active", await ExternalIdAsync(host, "tap00000001-00", "iface-status"));
        Assert.Equal(first.Id, await ExternalIdAsync(host, "tap00000001-00", "iface-id"));
        Assert.Equal("fa:16:3e:00:00:01", await ExternalIdAsync(host, "tap00000001-00", "attached-mac"));
        Assert.Equal(A, await ExternalIdAsync(host, "tap00000001-00", "vm-uuid"));
        Assert.Equal(1450, (await host.HostDeviceAsync(first))!.Mtu);
        Assert.True((await host.HostDeviceAsync(first))!.IsUp);

        var ports = await host.Networks.ListPortsAsync(None);
        Assert.Equal([first.Id, second.Id], ports.Select(port => port.PortId).Order());
        Assert.All(ports, port => Assert.True(port.OfPort > 0 && port.InstanceUuid == A));
        Assert.Equal([A], await host.Networks.ListNamespacesAsync(None));

        await host.Networks.RemoveAsync(A, None);
        await host.Networks.RemoveAsync(A, None);
        await host.AssertNothingLeftAsync();
    }

    [SkippableFact]
    public async Task Servers_reach_each_other_on_one_VLAN_and_not_across()
    {
        await using var host = await NetworkHost.StartAsync();
        var vifs = new[] { NetworkHost.Port(1, "10.0.0.5/24", "2001:db8::5/64"), NetworkHost.Port(2, "10.0.0.6/24", "2001:db8::6/64"), NetworkHost.Port(3, "10.0.0.7/24") };
        var instances = new[] { A, B, C };
        for (var i = 0; i < 3; i++) await host.Networks.EnsureAsync(instances[i], NetworkHost.Plan(instances[i], vifs[i]), None);
        await host.WireAsync(vifs[0], 10);
        await host.WireAsync(vifs[1], 10);
        await host.WireAsync(vifs[2], 20);

        await Eventually.TrueAsync(() => host.PingAsync(A, "10.0.0.6"), "A reaches B");
        await Eventually.TrueAsync(() => host.PingAsync(A, "2001:db8::6"), "A reaches B over IPv6");
        Assert.Equal(3_000_000, await host.TransferAsync(A, B, IPAddress.Parse("10.0.0.6"), 3_000_000));
        Assert.False(await host.PingAsync(A, "10.0.0.7"));
        Assert.False(await host.PingAsync(C, "10.0.0.6"));

        // Ensuring again leaves the agent's work alone.
        await host.Networks.EnsureAsync(A, NetworkHost.Plan(A, vifs[0]), None);
        Assert.True(await host.PingAsync(A, "10.0.0.6"));
        foreach (var instance in instances) await host.Networks.RemoveAsync(instance, None);
        await host.AssertNothingLeftAsync();
    }

    [SkippableFact]
    public async Task Ensuring_what_is_there_changes_nothing_also_after_a_restart()
    {
        await using var host = await NetworkHost.StartAsync();
        var vif = NetworkHost.Port(1, "10.0.0.5/24 gw 10.0.0.1", "2001:db8::5/64");
        var plan = NetworkHost.Plan(A, vif);
        await host.Networks.EnsureAsync(A, plan, None);
        var before = await StateAsync(host, vif);

        await host.Networks.EnsureAsync(A, plan, None);
        Assert.Equal(before, await StateAsync(host, vif));
        await host.RestartAsync();
        await host.Networks.EnsureAsync(A, plan, None);
        Assert.Equal(before, await StateAsync(host, vif));

        await host.Networks.RemoveAsync(A, None);
        await host.AssertNothingLeftAsync();
    }

    [SkippableFact]
    public async Task A_lost_namespace_is_made_again_and_the_wiring_survives()
    {
        await using var host = await NetworkHost.StartAsync();
        var (mine, other) = (NetworkHost.Port(1, "10.0.0.5/24"), NetworkHost.Port(2, "10.0.0.6/24"));
        await host.Networks.EnsureAsync(A, NetworkHost.Plan(A, mine), None);
        await host.Networks.EnsureAsync(B, NetworkHost.Plan(B, other), None);
        await host.WireAsync(mine, 10);
        await host.WireAsync(other, 10);
        await Eventually.TrueAsync(() => host.PingAsync(B, "10.0.0.5"), "B reaches A");

        await Command.RunAsync("umount", "-l", host.Networks.NamespacePath(A));
        await host.Networks.EnsureAsync(A, NetworkHost.Plan(A, mine), None);

        Assert.Equal("10", (await host.Switch.ControlAsync("get", "Port", mine.Devname!, "tag")).Trim());
        await Eventually.TrueAsync(() => host.PingAsync(B, "10.0.0.5"), "B reaches A again");
        await host.Networks.RemoveAsync(A, None);
        await host.Networks.RemoveAsync(B, None);
        await host.AssertNothingLeftAsync();
    }

    [SkippableFact]
    public async Task After_a_reboot_of_the_host_everything_is_made_again()
    {
        await using var host = await NetworkHost.StartAsync();
        var (mine, other) = (NetworkHost.Port(1, "10.0.0.5/24"), NetworkHost.Port(2, "10.0.0.6/24"));
        await host.Networks.EnsureAsync(A, NetworkHost.Plan(A, mine), None);
        await host.Networks.EnsureAsync(B, NetworkHost.Plan(B, other), None);
        await host.WireAsync(mine, 10);
        await host.WireAsync(other, 10);

        // The database survives a reboot, namespaces and devices do not.
        await host.Switch.StopDaemonAsync();
        await Command.RunAsync("umount", "-l", host.Networks.NamespacePath(A));
        await Command.RunAsync("umount", "-l", host.Networks.NamespacePath(B));
        await Eventually.TrueAsync(async () => (await host.HostDevicesAsync()).Count == 0, "the devices are gone");
        await host.Switch.StartDaemonAsync();
        await Eventually.TrueAsync(async () => (await host.Networks.ListPortsAsync(None)).All(port => port.OfPort == -1), "the switch misses the devices");

        await host.RestartAsync();
        await host.Networks.EnsureAsync(A, NetworkHost.Plan(A, mine), None);
        await host.Networks.EnsureAsync(B, NetworkHost.Plan(B, other), None);
        await Eventually.TrueAsync(() => host.PingAsync(B, "10.0.0.5"), "B reaches A");
        Assert.Equal("10", (await host.Switch.ControlAsync("get", "Port", mine.Devname!, "tag")).Trim());
        await host.Networks.RemoveAsync(A, None);
        await host.Networks.RemoveAsync(B, None);
        await host.AssertNothingLeftAsync();
    }

    [SkippableFact]
    public async Task A_server_plugged_again_right_after_its_removal_is_reachable()
    {
        await using var host = await NetworkHost.StartAsync();
        var (mine, other) = (NetworkHost.Port(1, "10.0.0.5/24"), NetworkHost.Port(2, "10.0.0.6/24"));
        await host.Networks.EnsureAsync(B, NetworkHost.Plan(B, other), None);
        await host.Networks.EnsureAsync(A, NetworkHost.Plan(A, mine), None);
        await Eventually.TrueAsync(() => host.PingAsync(B, "10.0.0.5"), "B reaches A");
        var old = (await host.HostDeviceAsync(mine))!.Index;

        // Removal and addition at once are no change to the switch, which would go on with the device that is gone.
        host.Switch.PauseDaemon();
        await host.Networks.RemoveAsync(A, None);
        var again = host.Networks.EnsureAsync(A, NetworkHost.Plan(A, mine), None);
        await Eventually.TrueAsync(async () => await host.HostDeviceAsync(mine) is { IsUp: true } device && device.Index != old, "the new device is there");
        host.Switch.ResumeDaemon();
        await again;

        await Eventually.TrueAsync(() => host.PingAsync(B, "10.0.0.5"), "B reaches A again");
        await host.Networks.RemoveAsync(A, None);
        await host.Networks.RemoveAsync(B, None);
        await host.AssertNothingLeftAsync();
    }

    [SkippableFact]
    public async Task NICs_come_and_go_while_the_others_keep_their_names()
    {
        await using var host = await NetworkHost.StartAsync();
        var (one, two, three) = (NetworkHost.Port(1, "10.0.0.5/24"), NetworkHost.Port(2, "10.1.0.5/24"), NetworkHost.Port(3, "10.2.0.5/24"));
        await host.Networks.EnsureAsync(A, NetworkHost.Plan(A, one, two), None);

        await host.Networks.RemoveNicAsync(A, one.Id, None);
        await host.Networks.RemoveNicAsync(A, one.Id, None);
        Assert.Equal([two.Devname!], await host.HostDevicesAsync());
        await host.Networks.EnsureAsync(A, NetworkHost.Plan(A, two, three), None);
        Assert.Contains("10.1.0.5/24", await host.InInstanceAsync(A, "ip", "address", "show", "eth1"), StringComparison.Ordinal);
        Assert.Contains("10.2.0.5/24", await host.InInstanceAsync(A, "ip", "address", "show", "eth0"), StringComparison.Ordinal);

        // A plan without a NIC takes it away.
        await host.Networks.EnsureAsync(A, NetworkHost.Plan(A, three), None);
        Assert.Equal([three.Devname!], await host.HostDevicesAsync());
        Assert.Equal(three.Devname, (await host.Switch.ControlAsync("list-ports", "br-int")).Trim());

        await host.Networks.RemoveAsync(A, None);
        await host.AssertNothingLeftAsync();
    }

    [SkippableFact]
    public async Task Addresses_follow_the_plan()
    {
        await using var host = await NetworkHost.StartAsync();
        await host.Networks.EnsureAsync(A, NetworkHost.Plan(A, NetworkHost.Port(1, "10.0.0.5/24 gw 10.0.0.1", "10.0.0.6/24")), None);
        await host.Networks.EnsureAsync(A, NetworkHost.Plan(A, NetworkHost.Port(1, "10.0.0.6/24", "10.9.0.1/16 gw 10.9.0.254")), None);
        var addresses = await host.InInstanceAsync(A, "ip", "-4", "-o", "address", "show", "eth0");
        Assert.DoesNotContain("10.0.0.5/24", addresses, StringComparison.Ordinal);
        Assert.Contains("10.0.0.6/24", addresses, StringComparison.Ordinal);
        Assert.Contains("10.9.0.1/16", addresses, StringComparison.Ordinal);
        Assert.Contains("default via 10.9.0.254", await host.InInstanceAsync(A, "ip", "route"), StringComparison.Ordinal);
        await host.Networks.RemoveAsync(A, None);
        await host.AssertNothingLeftAsync();
    }

    [SkippableFact]
    public async Task Limits_outlive_the_switch_that_opens_the_port_and_go_with_the_plan()
    {
        await using var host = await NetworkHost.StartAsync();
        var (limited, free) = (NetworkHost.Port(1, "10.0.0.5/24"), NetworkHost.Port(2, "10.0.0.6/24"));
        var plan = NetworkHost.Plan(A, limited) with { Inbound = new BandwidthLimit(1_000_000, null, null) };
        await host.Networks.EnsureAsync(A, plan, None);
        await host.Networks.EnsureAsync(B, NetworkHost.Plan(B, free), None);
        await AssertLimitedAsync("opened");

        // Another port makes the switch go over all of them; a new ovs-vswitchd knows nothing of the old one's.
        await host.Networks.EnsureAsync(C, NetworkHost.Plan(C, NetworkHost.Port(3, "10.0.0.7/24")), None);
        await host.Switch.ControlAsync("--timeout=20", "set", "Open_vSwitch", ".", "external_ids:seen=1");
        await AssertLimitedAsync("reconfigured");
        await host.Switch.StopDaemonAsync();
        await host.Switch.StartDaemonAsync();
        await host.Switch.ControlAsync("--timeout=20", "set", "Open_vSwitch", ".", "external_ids:seen=2");
        await AssertLimitedAsync("restarted");

        // The limit comes to a port that has none, and goes.
        await host.Networks.EnsureAsync(A, plan with { Inbound = null }, None);
        Assert.Null(await host.Routes.FindRootDisciplineAsync((await host.HostDeviceAsync(limited))!.Index, None));
        Assert.Equal("", (await host.Switch.ControlAsync("--bare", "--columns=type", "list", "QoS")).Trim());
        await host.Networks.EnsureAsync(A, plan, None);
        await AssertLimitedAsync("limited again");

        // What somebody else has given the port since stays, and ours does not stay behind.
        await host.Switch.ControlAsync("set", "Port", limited.Devname!, "qos=@q", "--", "--id=@q", "create", "QoS", "type=linux-noop", "external_ids:id=theirs");
        await Eventually.TrueAsync(
            () => Task.FromResult(host.Ovsdb.Replica.Table("QoS").Rows.Any(row => row.Map("external_ids").ContainsKey("id"))), "the replica has it");
        await host.Switch.ControlAsync("clear", "Port", limited.Devname!, "qos");
        await Eventually.TrueAsync(
            () => Task.FromResult(host.Ovsdb.Replica.Table("Port").FindByName(limited.Devname!)!.Reference("qos") is null), "the replica has lost it");
        await host.Networks.EnsureAsync(A, plan, None);
        Assert.Single(host.Ovsdb.Replica.Table("QoS").Rows, row => !row.Map("external_ids").ContainsKey("id"));

        // Nor does it stay behind a port that somebody else removes: the next removal takes it along.
        await host.Switch.ControlAsync("del-port", limited.Devname!);
        await Eventually.TrueAsync(() => Task.FromResult(host.Ovsdb.Replica.Table("Port").FindByName(limited.Devname!) is null), "the port is gone");
        foreach (var instance in new[] { A, B, C }) await host.Networks.RemoveAsync(instance, None);
        Assert.Equal("theirs", (await host.Switch.ControlAsync("--bare", "--columns=external_ids", "list", "QoS")).Trim().Replace("id=", "", StringComparison.Ordinal));
        await host.AssertNothingLeftAsync();

        async Task AssertLimitedAsync(string when)
        {
            var found = await host.Routes.FindRootDisciplineAsync((await host.HostDeviceAsync(limited))!.Index, None);
            Assert.True(found?.Kind == "tbf", $"{when}: the limit is gone, {found?.Kind ?? "nothing"} is there");
        }
    }

    [SkippableFact]
    public async Task Many_servers_at_once_and_removed_at_once()
    {
        await using var host = await NetworkHost.StartAsync();
        var instances = Enumerable.Range(1, 20).Select(number => (Uuid: $"dddddddd-0000-4000-8000-{number:d12}", Vif: NetworkHost.Port(number, $"10.0.0.{number}/24"))).ToList();
        await Task.WhenAll(instances.Select(instance => host.Networks.EnsureAsync(instance.Uuid, NetworkHost.Plan(instance.Uuid, instance.Vif), None)));
        Assert.Equal(20, (await host.Networks.ListPortsAsync(None)).Count(port => port.OfPort > 0));

        await Task.WhenAll(instances.Select(instance => host.Networks.RemoveAsync(instance.Uuid, None)));
        // And at once again, while the old devices may linger.
        var (uuid, vif) = instances[0];
        await host.Networks.EnsureAsync(uuid, NetworkHost.Plan(uuid, vif), None);
        await host.Networks.RemoveAsync(uuid, None);
        await host.AssertNothingLeftAsync();
    }

    [SkippableFact]
    public async Task Ports_of_others_are_left_alone()
    {
        await using var host = await NetworkHost.StartAsync();
        await host.Switch.ControlAsync("add-port", "br-int", "foreign0", "--", "set", "Interface", "foreign0", "type=internal", $"external_ids:vm-uuid={A}", "external_ids:iface-id=x");
        await host.Networks.EnsureAsync(A, NetworkHost.Plan(A, NetworkHost.Port(1, "10.0.0.5/24")), None);
        Assert.Single(await host.Networks.ListPortsAsync(None));
        await host.Networks.RemoveAsync(A, None);
        Assert.Equal("foreign0", (await host.Switch.ControlAsync("list-ports", "br-int")).Trim());
        await host.Switch.ControlAsync("del-port", "foreign0");
        await host.AssertNothingLeftAsync();
    }

    [SkippableFact]
    public async Task The_instances_segment_cannot_reach_the_hosts_own_stack()
    {
        await using var host = await NetworkHost.StartAsync();
        var vif = NetworkHost.Port(1, "10.0.0.5/24");
        await host.Networks.EnsureAsync(A, NetworkHost.Plan(A, vif), None);
        using (var target = NetworkNamespace.Open(host.Switch.NamespacePath!))
        {
            Assert.Equal("1", await Sysctl.ReadAsync(target, $"ipv6/conf/{vif.Devname}/disable_ipv6"));
            Assert.Equal("8", await Sysctl.ReadAsync(target, $"ipv4/conf/{vif.Devname}/arp_ignore"));
        }

        using (var inside = NetworkNamespace.Open(host.Networks.NamespacePath(A)))
            Assert.Equal("0", await Sysctl.ReadAsync(inside, "ipv6/conf/eth0/accept_ra"));
        await host.Networks.RemoveAsync(A, None);
        await host.AssertNothingLeftAsync();
    }

    [SkippableFact]
    public async Task A_missing_bridge_and_a_missing_switch_are_named()
    {
        await using var host = await NetworkHost.StartAsync(TimeSpan.FromMilliseconds(500));
        var vif = NetworkHost.Port(1, "10.0.0.5/24");
        vif.Details["bridge_name"] = "br-nosuch";
        var exception = await Assert.ThrowsAsync<VirtualInterfacePlugException>(() => host.Networks.EnsureAsync(A, NetworkHost.Plan(A, vif), None));
        Assert.Contains("br-nosuch", exception.Message, StringComparison.Ordinal);

        await host.Switch.StopDaemonAsync();
        exception = await Assert.ThrowsAsync<VirtualInterfacePlugException>(
            () => host.Networks.EnsureAsync(A, NetworkHost.Plan(A, NetworkHost.Port(2, "10.0.0.5/24")), None));
        Assert.Contains("tap00000002-00", exception.Message, StringComparison.Ordinal);

        // What was broken off half-way is removed whole.
        await host.Networks.RemoveAsync(A, None);
        await host.Switch.StartDaemonAsync();
        await host.AssertNothingLeftAsync();
    }

    [SkippableFact]
    public async Task Without_a_database_the_check_says_where_it_looked()
    {
        Root.Require();
        using var namespaces = new NamespacesFixture();
        await using var ovsdb = new OvsdbClient(
            new OvsdbClientOptions { Endpoint = "unix:/nonexistent/db.sock", ReconnectWait = TimeSpan.FromMilliseconds(300) }, NullLoggerFactory.Instance, TimeProvider.System);
        var options = new InstanceNetworksOptions { Host = NetworkHost.Owner, RunDirectory = Path.GetDirectoryName(namespaces.Folder)! };
        await using var networks = new InstanceNetworks(options, ovsdb, NullLoggerFactory.Instance, TimeProvider.System);
        var exception = await Assert.ThrowsAsync<VirtualInterfacePlugException>(() => networks.CheckAsync(None));
        Assert.Contains("/nonexistent/db.sock", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<string> ExternalIdAsync(NetworkHost host, string device, string key)
        => (await host.Switch.ControlAsync("get", "Interface", device, $"external_ids:{key}")).Trim().Trim('"');

    /// <summary>Everything that a needless change would move: configuration number, device numbers, what is inside.</summary>
    private static async Task<string> StateAsync(NetworkHost host, Objects.Networks.Vif vif)
    {
        var link = (await host.HostDeviceAsync(vif))!;
        return string.Join(
            '\n',
            await host.Switch.ControlAsync("get", "Open_vSwitch", ".", "next_cfg"),
            $"{link.Index} {link.PeerIndex}",
            await host.Switch.ControlAsync("get", "Interface", vif.Devname!, "ofport", "external_ids"),
            await host.InInstanceAsync(A, "ip", "-o", "address"),
            await host.InInstanceAsync(A, "ip", "route"),
            await host.InInstanceAsync(A, "ip", "-6", "route"));
    }
}
