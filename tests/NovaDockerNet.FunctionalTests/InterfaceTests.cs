using Newtonsoft.Json.Linq;
using NovaDockerNet.FunctionalTests.Lab;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.FunctionalTests;

/// <summary>Interfaces and addresses that come and go while the server lives.</summary>
public sealed class InterfaceTests(LabSession lab) : FunctionalTest(lab)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [SkippableFact]
    public async Task Interfaces_are_attached_by_network_and_by_port_kept_over_restarts_and_detached()
    {
        var port = await PortAsync(Lab.NetworkB);
        try
        {
            var id = (string)(await BootAsync())["id"]!;
            var first = await InsideAsync(id, "ip -o -4 addr show dev eth0");

            var attached = await AttachAsync(id, new JObject
            {
                ["net_id"] = Lab.NetworkB,
                ["fixed_ips"] = new JArray(new JObject { ["ip_address"] = "10.202.0.99" }),
            });
            Assert.Contains("inet 10.202.0.99/24", await InsideAsync(id, "ip -o -4 addr show dev eth1"));
            Assert.Contains((string)attached["mac_addr"]!, await InsideAsync(id, "cat /sys/class/net/eth1/address"));

            // Off, and over a restart of the service.
            await ActAsync(id, "os-stop");
            await WaitAsync(id, "SHUTOFF");
            await AttachAsync(id, new JObject { ["port_id"] = port });
            await Lab.LabAsync("compute", "restart");
            await ActAsync(id, "os-start");
            var server = await WaitAsync(id, "ACTIVE");
            Assert.Equal(3, Addresses(server).Count);
            var all = await InsideAsync(id, "ip -o -4 addr");
            Assert.All(Addresses(server), address => Assert.Contains($"inet {address}/24", all));
            Assert.Equal(first.Split("inet ")[1].Split(' ')[0], (await InsideAsync(id, "ip -o -4 addr show dev eth0")).Split("inet ")[1].Split(' ')[0]);

            // The user's port stays, ours goes.
            await DetachAsync(id, port);
            await DetachAsync(id, (string)attached["port_id"]!);
            await EventuallyAsync(async () => Addresses(await ShowAsync(id)).Count == 1, "one address is left");
            Assert.DoesNotContain("10.202.0.", await InsideAsync(id, "ip -o -4 addr"));
            Assert.Contains("default via 10.201.0.1 dev eth0", await InsideAsync(id, "ip route"));
            Assert.Equal("", (string?)(await ShowPortAsync(port))["device_id"]);
            var ours = await Lab.Admin.Network.GetAsync($"/v2.0/ports?id={attached["port_id"]}", CancellationToken.None);
            Assert.Empty(ours["ports"]!);
        }
        finally
        {
            await Lab.User.Network.DeleteAsync($"/v2.0/ports/{port}", CancellationToken.None);
        }
    }

    [SkippableFact]
    public async Task What_changes_in_Neutron_changes_in_the_running_server()
    {
        var server = await BootAsync(networks: new JArray(new JObject { ["uuid"] = Lab.NetworkA }, new JObject { ["uuid"] = Lab.NetworkB }));
        var id = (string)server["id"]!;
        var container = (await ContainerAsync(id)).Id;
        var ports = await Lab.Admin.Network.GetAsync($"/v2.0/ports?device_id={id}", CancellationToken.None);
        var (a, b) = (PortOn(ports, Lab.NetworkA), PortOn(ports, Lab.NetworkB));

        // network-changed: another address beside the first.
        var addresses = (JArray)a["fixed_ips"]!.DeepClone();
        addresses.Add(new JObject { ["subnet_id"] = Lab.SubnetA, ["ip_address"] = "10.201.0.88" });
        await Lab.User.Network.PutAsync(
            $"/v2.0/ports/{a["id"]}", new JObject { ["port"] = new JObject { ["fixed_ips"] = addresses } }, CancellationToken.None);
        await EventuallyAsync(
            async () => (await InsideAsync(id, "ip -o -4 addr show dev eth0")).Contains("inet 10.201.0.88/24", StringComparison.Ordinal),
            "the new address is on eth0");
        await EventuallyAsync(async () => Addresses(await ShowAsync(id)).Contains("10.201.0.88"), "the API shows it");

        // network-vif-deleted: the port with the default route goes, the other one takes it over.
        await Lab.User.Network.DeleteAsync($"/v2.0/ports/{a["id"]}", CancellationToken.None);
        await EventuallyAsync(
            async () => (await InsideAsync(id, "ip route")).Contains("default via 10.202.0.1 dev eth1", StringComparison.Ordinal),
            "the default route is the other network's");
        Assert.DoesNotContain("eth0", await InsideAsync(id, "ip -o link"));
        await EventuallyAsync(async () => Addresses(await ShowAsync(id)) is [var only] && only == (string?)b["fixed_ips"]![0]!["ip_address"], "one address is left");
        Assert.Equal(container, (await ContainerAsync(id)).Id);
    }

    [SkippableFact]
    public async Task A_server_reads_what_its_interfaces_are_called()
    {
        var server = await BootAsync(
            networks: new JArray(new JObject { ["uuid"] = Lab.NetworkA, ["tag"] = "front" }), extra: new JObject { ["config_drive"] = true });
        var id = (string)server["id"]!;
        Assert.Equal([await TagAsync("eth0", "front")], await DevicesAsync(id));

        var attached = await AttachAsync(id, new JObject { ["net_id"] = Lab.NetworkB, ["tag"] = "back" });
        var listed = await Lab.User.Compute.GetAsync($"/servers/{id}/os-interface", CancellationToken.None);
        Assert.Equal(["back", "front"], listed["interfaceAttachments"]!.Select(each => (string?)each["tag"]).Order());
        // Whatever makes the drive anew has them all.
        await RebuildAsync(id);
        Assert.Equal([await TagAsync("eth0", "front"), await TagAsync("eth1", "back")], await DevicesAsync(id));

        await DetachAsync(id, (string)attached["port_id"]!);
        await RebuildAsync(id);
        Assert.Equal([await TagAsync("eth0", "front")], await DevicesAsync(id));

        async Task<string> TagAsync(string device, string tag) => $"{(await InsideAsync(id, $"cat /sys/class/net/{device}/address")).Trim()} {tag}";
    }

    private async Task RebuildAsync(string id)
    {
        await ActAsync(id, "rebuild", new JObject { ["imageRef"] = Lab.TestImage });
        await WaitAsync(id, "ACTIVE");
    }

    /// <summary>MAC addresses and tags, as the server itself sees them.</summary>
    private async Task<IEnumerable<string>> DevicesAsync(string id)
    {
        var meta = JObject.Parse(await InsideAsync(id, "cat /var/lib/cloud/seed/config_drive/openstack/latest/meta_data.json"));
        return meta["devices"]!.Select(device => $"{device["mac"]} {device["tags"]!.Single()}").OrderBy(each => !each.EndsWith("front", StringComparison.Ordinal));
    }

    private static JObject PortOn(JObject ports, string network) =>
        (JObject)ports["ports"]!.Single(port => (string?)port["network_id"] == network);

    private async Task DetachAsync(string id, string port)
    {
        await Lab.User.Compute.DeleteAsync($"/servers/{id}/os-interface/{port}", CancellationToken.None);
        await EventuallyAsync(
            async () =>
            {
                var attached = await Lab.User.Compute.GetAsync($"/servers/{id}/os-interface", CancellationToken.None);
                return attached["interfaceAttachments"]!.All(each => (string?)each["port_id"] != port);
            },
            $"port {port} is detached");
    }

    private async Task<string> PortAsync(string network)
    {
        var port = new JObject { ["network_id"] = network };
        return (string)(await Lab.User.Network.PostAsync("/v2.0/ports", new JObject { ["port"] = port }, CancellationToken.None))["port"]!["id"]!;
    }

    private async Task<JObject> ShowPortAsync(string id) =>
        (JObject)(await Lab.Admin.Network.GetAsync($"/v2.0/ports/{id}", CancellationToken.None))["port"]!;

    /// <summary>Neutron, nova-api and the service take their turns, on a machine that may be busy.</summary>
    private static async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (!await condition())
        {
            if (DateTime.UtcNow > deadline)
                Assert.Fail($"not within {Patience.TotalSeconds} s: {what}");
            await Task.Delay(500);
        }
    }
}
