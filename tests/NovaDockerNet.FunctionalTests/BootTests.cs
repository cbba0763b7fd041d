using Newtonsoft.Json.Linq;
using NovaDockerNet.FunctionalTests.Lab;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests;

/// <summary>Servers of all shapes.</summary>
public sealed class BootTests(LabSession lab) : FunctionalTest(lab)
{
    [SkippableFact]
    public async Task The_first_instruction_finds_the_network_complete()
    {
        var server = await BootAsync(name: "first-instruction");
        var id = (string)server["id"]!;
        var address = Assert.Single(Addresses(server));
        var mac = (string)server["addresses"]!.First!.First![0]!["OS-EXT-IPS-MAC:mac_addr"]!;

        var first = await InsideAsync(id, "cat /www/first.txt");

        Assert.Contains($"inet {address}/24", first);
        Assert.Contains(mac, first);
        Assert.Contains("default via 10.201.0.1", first);
        Assert.Contains("first-instruction", first);
        Assert.Contains("eth0", first);
        Assert.DoesNotContain("NO-CARRIER", first);
        Assert.Contains("serving on port 80", await ConsoleAsync(id));
        Assert.Equal(Lab.Environment.Host, (string?)server["OS-EXT-SRV-ATTR:host"]);
        Assert.Equal(1, (int)server["OS-EXT-STS:power_state"]!);
    }

    [SkippableFact]
    public async Task A_server_is_limited_to_its_flavor_and_has_no_privileges()
    {
        var id = (string)(await BootAsync(Lab.SleepImage))["id"]!;

        var container = await Lab.Docker.Containers.InspectAsync((await ContainerAsync(id)).Id, CancellationToken.None);

        Assert.Equal(64L * 1024 * 1024, container.HostConfig.Memory);
        Assert.NotEqual(true, container.HostConfig.Privileged);
        Assert.Equal("nova-runc", container.HostConfig.Runtime);
        Assert.True(container.State.Running);
    }

    [SkippableFact]
    public async Task Neighbours_of_one_network_reach_each_other_and_nobody_else()
    {
        var servers = await Task.WhenAll(
            BootAsync(), BootAsync(), BootAsync(networks: new JArray(new JObject { ["uuid"] = Lab.NetworkB })));
        var (a, b, other) = ((string)servers[0]["id"]!, (string)servers[1]["id"]!, (string)servers[2]["id"]!);

        Assert.True(await ReachesAsync(a, Addresses(servers[1])[0]), "the neighbour is out of reach");
        Assert.True(await ReachesAsync(b, Addresses(servers[0])[0]), "the neighbour is out of reach");
        // A route to the other network's addresses on the link, so that only the VLAN stands between them.
        await Command.RunAsync("nsenter", $"--net={NamespacePath(other)}", "ip", "route", "add", "10.201.0.0/24", "dev", "eth0");
        Assert.False(await ReachesAsync(other, Addresses(servers[0])[0], attempts: 2), "the VLANs are not separated");
    }

    [SkippableFact]
    public async Task Two_nics_come_in_order_with_one_default_route()
    {
        var server = await BootAsync(networks: new JArray(new JObject { ["uuid"] = Lab.NetworkB }, new JObject { ["uuid"] = Lab.NetworkA }));
        var id = (string)server["id"]!;

        var routes = await InsideAsync(id, "ip route");

        Assert.Contains("10.202.0.", await InsideAsync(id, "ip addr show dev eth0"));
        Assert.Contains("10.201.0.", await InsideAsync(id, "ip addr show dev eth1"));
        Assert.Equal(["default via 10.202.0.1 dev eth0"], routes.Split('\n').Where(line => line.StartsWith("default")).Select(line => line.Trim()));
    }

    [SkippableFact]
    public async Task A_port_with_two_addresses_brings_both()
    {
        var port = await PortAsync(Lab.NetworkA, new JArray(
            new JObject { ["subnet_id"] = Lab.SubnetA, ["ip_address"] = "10.201.0.51" }, new JObject { ["subnet_id"] = Lab.SubnetA, ["ip_address"] = "10.201.0.52" }));
        try
        {
            var server = await BootAsync(networks: new JArray(new JObject { ["port"] = port }));

            Assert.Equal(["10.201.0.51", "10.201.0.52"], Addresses(server).Order());
            var inside = await InsideAsync((string)server["id"]!, "ip addr show dev eth0");
            Assert.Contains("10.201.0.51/24", inside);
            Assert.Contains("10.201.0.52/24", inside);
            await DeleteAsync((string)server["id"]!);
        }
        finally
        {
            await Lab.User.Network.DeleteAsync($"/v2.0/ports/{port}", CancellationToken.None);
        }
    }

    [SkippableFact]
    public async Task A_dual_stack_network_brings_ipv4_and_ipv6()
    {
        var networks = new JArray(new JObject { ["uuid"] = Lab.DualStack });
        var servers = await Task.WhenAll(BootAsync(networks: networks), BootAsync(networks: networks));
        var id = (string)servers[0]["id"]!;
        var own = Addresses(servers[0]).Single(address => address.Contains(':'));
        var peer = Addresses(servers[1]).Single(address => address.Contains(':'));

        Assert.Contains($"inet6 {own}/64", await InsideAsync(id, "cat /www/first.txt"));
        Assert.DoesNotContain("scope global tentative", await InsideAsync(id, "cat /www/first.txt"));
        Assert.Contains("default via 2001:db8:203::1", await InsideAsync(id, "ip -6 route"));
        Assert.True(await ReachesAsync(id, peer), "the neighbour is out of reach over IPv6");
    }

    [SkippableFact]
    public async Task A_given_address_is_taken()
    {
        var server = await BootAsync(networks: new JArray(new JObject { ["uuid"] = Lab.NetworkA, ["fixed_ip"] = "10.201.0.77" }));

        Assert.Equal("10.201.0.77", Assert.Single(Addresses(server)));
        Assert.Contains("10.201.0.77/24", await InsideAsync((string)server["id"]!, "ip addr show dev eth0"));
    }

    [SkippableFact]
    public async Task A_port_that_was_there_before_stays_when_the_server_goes()
    {
        var port = await PortAsync(Lab.NetworkA, null);
        try
        {
            var server = await BootAsync(networks: new JArray(new JObject { ["port"] = port }));
            var id = (string)server["id"]!;
            var bound = await ShowPortAsync(port);
            Assert.Equal(id, (string?)bound["device_id"]);
            Assert.Equal(Lab.Environment.Host, (string?)bound["binding:host_id"]);
            Assert.Equal("ACTIVE", (string?)bound["status"]);
            Assert.Equal((string?)bound["fixed_ips"]![0]!["ip_address"], Assert.Single(Addresses(server)));

            await DeleteAsync(id);

            var kept = await ShowPortAsync(port);
            Assert.Equal(string.Empty, (string?)kept["device_id"]);
            Assert.Equal(string.Empty, (string?)kept["binding:host_id"]);
            Assert.Equal((string?)bound["mac_address"], (string?)kept["mac_address"]);
        }
        finally
        {
            await Lab.User.Network.DeleteAsync($"/v2.0/ports/{port}", CancellationToken.None);
        }
    }

    [SkippableFact]
    public async Task Host_routes_and_name_servers_arrive_and_no_gateway_means_no_default_route()
    {
        var server = await BootAsync(networks: new JArray(new JObject { ["uuid"] = Lab.WithoutGateway }));
        var id = (string)server["id"]!;

        var routes = await InsideAsync(id, "ip route");

        Assert.Contains("10.99.0.0/16 via 10.204.0.254", routes);
        Assert.DoesNotContain("default", routes);
        Assert.Contains("nameserver 192.0.2.53", await InsideAsync(id, "cat /etc/resolv.conf"));
    }

    [SkippableFact]
    public async Task A_server_may_have_no_network_at_all()
    {
        var server = await BootAsync(Lab.SleepImage, networks: "none");
        var id = (string)server["id"]!;

        Assert.Empty(Addresses(server));
        Assert.DoesNotContain("eth0", await InsideAsync(id, "ip addr"));
    }

    [SkippableFact]
    public async Task Oci_archives_and_os_command_line_work()
    {
        var oci = await Lab.UploadAsync("oci", Lab.Archive("test.oci.tar"));
        var command = await Lab.UploadAsync(
            "command", Lab.Archive("sleep.tar"), properties: new JObject { ["os_command_line"] = "/bin/sh -c 'echo started with \"$0\" my-argument; sleep 100000'" });

        var servers = await Task.WhenAll(BootAsync(oci), BootAsync(command));

        Assert.Contains(Addresses(servers[0])[0], await InsideAsync((string)servers[0]["id"]!, "cat /www/first.txt"));
        await Eventually.TrueAsync(
            async () => (await ConsoleAsync((string)servers[1]["id"]!)).Contains("started with"), "the command of the image property has run");
    }

    [SkippableFact]
    public async Task Twenty_at_once_all_run_with_addresses_of_their_own()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CreateAsync()));

        var servers = await Task.WhenAll(ids.Select(id => WaitAsync(id, "ACTIVE", TimeSpan.FromMinutes(5))));

        Assert.Equal(20, servers.SelectMany(Addresses).Distinct().Count());
        Assert.True(await ReachesAsync(ids[0], Addresses(servers[19])[0]), "the last is out of the first one's reach");
        Assert.True(await ReachesAsync(ids[10], Addresses(servers[5])[0]), "servers of the burst cannot reach each other");
    }

    private async Task<string> PortAsync(string network, JArray? fixedIps)
    {
        var port = new JObject { ["network_id"] = network };
        if (fixedIps is not null)
            port["fixed_ips"] = fixedIps;
        return (string)(await Lab.User.Network.PostAsync("/v2.0/ports", new JObject { ["port"] = port }, CancellationToken.None))["port"]!["id"]!;
    }

    private async Task<JObject> ShowPortAsync(string id) =>
        (JObject)(await Lab.Admin.Network.GetAsync($"/v2.0/ports/{id}", CancellationToken.None))["port"]!;
}
