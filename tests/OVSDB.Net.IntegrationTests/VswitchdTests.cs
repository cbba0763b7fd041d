using Microsoft.Extensions.Logging.Abstractions;
using NovaDockerNet.TestKit;
using Xunit;

namespace OVSDB.Net.IntegrationTests;

/// <summary>With ovs-vswitchd and its userspace datapath in a network namespace of the test's own.</summary>
public sealed class VswitchdTests
{
    private static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    [SkippableFact]
    public async Task Ports_get_their_numbers_and_missing_devices_their_errors()
    {
        Skip.IfNot(OvsSwitch.Missing is null, OvsSwitch.Missing);
        await using var ovs = await OvsSwitch.StartAsync(withDaemon: true);
        try
        {
            await ovs.ControlAsync("add-br", "br-int", "--", "set", "Bridge", "br-int", "datapath_type=netdev");
            await using var client = new OvsdbClient(new OvsdbClientOptions { Endpoint = ovs.Endpoint }, NullLoggerFactory.Instance, TimeProvider.System);
            await client.StartAsync(Limit);
            await using var ports = new OvsPortWriter(client, NullLoggerFactory.Instance);
            for (var i = 0; i < 3; i++)
                await ovs.InNamespaceAsync("/sbin/ip", "link", "add", "tap" + i, "type", "veth", "peer", "name", "in" + i);

            OvsPort[] wanted = [.. Enumerable.Range(0, 3).Select(i => new OvsPort("br-int", "tap" + i) { ExternalIds = new Dictionary<string, string> { ["iface-id"] = "port" + i } })];
            var commits = await Task.WhenAll(wanted.Select(port => ports.EnsurePortsAsync([port], Limit)));
            await ports.WaitForConfigurationAsync(commits.Max(static commit => commit.NextConfiguration)!.Value, Limit);
            var states = await ports.WaitForPortsAsync(["tap0", "tap1", "tap2"], commits[^1], Limit);
            Assert.Equal(3, states.Select(static state => state.OpenFlowPort).Distinct().Count());
            Assert.Equal("tap1", Assert.Single(client.Replica.Table("Interface").FindAll("external_ids", "iface-id", "port1")).Text("name"));

            // Again: nothing to do. Another agent's tag survives.
            await ovs.ControlAsync("set", "Port", "tap0", "tag=7");
            Assert.Null((await ports.EnsurePortsAsync(wanted, Limit)).NextConfiguration);
            Assert.Equal("7", (await ovs.ControlAsync("get", "Port", "tap0", "tag")).Trim());
            var changed = await ports.EnsurePortsAsync([wanted[0] with { ExternalIds = new Dictionary<string, string> { ["iface-id"] = "port9", ["x"] = "y" } }], Limit);
            Assert.NotNull(changed.NextConfiguration);
            Assert.Equal("{iface-id=port9, x=y}", (await ovs.ControlAsync("get", "Interface", "tap0", "external_ids")).Trim());
            Assert.Equal("7", (await ovs.ControlAsync("get", "Port", "tap0", "tag")).Trim());

            // A device that is not there is reported, and is opened once it is.
            var missing = new OvsPort("br-int", "tap9");
            var early = await ports.EnsurePortsAsync([missing], Limit);
            var failure = await Assert.ThrowsAsync<OvsdbOperationException>(() => ports.WaitForPortsAsync(["tap9"], early, Limit));
            Assert.Contains("No such device", failure.Message, StringComparison.Ordinal);
            await ovs.InNamespaceAsync("/sbin/ip", "link", "add", "tap9", "type", "veth", "peer", "name", "in9");
            var again = await ports.EnsurePortsAsync([missing], Limit);
            Assert.Equal("tap9", Assert.Single(await ports.WaitForPortsAsync(["tap9"], again, Limit)).Name);

            // Moved to another bridge, then gone.
            await ovs.ControlAsync("add-br", "br-ex", "--", "set", "Bridge", "br-ex", "datapath_type=netdev");
            await client.WaitUntilAsync(static replica => replica.Table("Bridge").FindByName("br-ex"), Limit);
            var moved = await ports.EnsurePortsAsync([new OvsPort("br-ex", "tap1")], Limit);
            await ports.WaitForPortsAsync(["tap1"], moved, Limit);
            Assert.Equal("br-ex", (await ovs.ControlAsync("port-to-br", "tap1")).Trim());
            var removed = await ports.RemovePortsAsync(["tap0", "tap1", "tap2", "tap9", "never"], Limit);
            await ports.WaitForConfigurationAsync(removed.NextConfiguration!.Value, Limit);
            Assert.Equal("", (await ovs.ControlAsync("list-ports", "br-int")).Trim());
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException(failure.Message + "\n" + ovs.Logs(), failure);
        }
    }

    [SkippableFact]
    public async Task Nothing_is_left_of_the_switch()
    {
        Skip.IfNot(OvsSwitch.Missing is null, OvsSwitch.Missing);
        string path;
        await using (var ovs = await OvsSwitch.StartAsync(withDaemon: true))
        {
            path = ovs.NamespacePath!;
            Assert.True(File.Exists(path));
        }
        Assert.False(File.Exists(path));
    }
}
