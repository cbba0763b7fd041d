using Microsoft.Extensions.Logging.Abstractions;
using NovaDockerNet.Netlink.Namespaces;
using NovaDockerNet.Networking;
using NovaDockerNet.Networking.Guests;
using NovaDockerNet.Networking.Plans;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.TestKit;
using OVSDB.Net;

namespace NovaDockerNet.Benchmarks;

/// <summary>An Open vSwitch of the benchmark's own, with its userspace datapath in a namespace, and the service's networks beside it. Needs root.</summary>
internal sealed class SwitchedHost : IAsyncDisposable
{
    private const string Owner = "node1";
    private readonly NamespacesFixture _namespaces = new();

    private SwitchedHost(OvsSwitch ovs)
    {
        Switch = ovs;
        Folder = new NetworkNamespaceFolder(_namespaces.Folder);
        Ovsdb = new OvsdbClient(new OvsdbClientOptions { Endpoint = ovs.Endpoint }, NullLoggerFactory.Instance, TimeProvider.System);
        Writer = new OvsPortWriter(Ovsdb, NullLoggerFactory.Instance);
        Networks = new InstanceNetworks(
            new InstanceNetworksOptions { Host = Owner, RunDirectory = Path.GetDirectoryName(_namespaces.Folder)!, HostNamespacePath = ovs.NamespacePath },
            Ovsdb, NullLoggerFactory.Instance, TimeProvider.System);
    }

    public OvsSwitch Switch { get; }

    public NetworkNamespaceFolder Folder { get; }

    public OvsdbClient Ovsdb { get; }

    public OvsPortWriter Writer { get; }

    public InstanceNetworks Networks { get; }

    public HostDevices Devices { get; private set; } = null!;

    /// <param name="ports">Ports that are there already, made in one transaction.</param>
    public static async Task<SwitchedHost> StartAsync(int ports)
    {
        if (OvsSwitch.Missing is { } missing)
            throw new InvalidOperationException(missing);
        var ovs = await OvsSwitch.StartAsync(withDaemon: true);
        await ovs.ControlAsync("add-br", "br-int", "--", "set", "Bridge", "br-int", "datapath_type=netdev");
        var host = new SwitchedHost(ovs);
        await host.Networks.CheckAsync(CancellationToken.None);
        host.Devices = await HostDevices.OpenAsync(ovs.NamespacePath);
        if (ports > 0)
            await host.PlugAsync([.. Enumerable.Range(0, ports).Select(number => InternalPort($"old{number}"))]);
        return host;
    }

    public static OvsPort InternalPort(string name) => new("br-int", name) { Type = "internal" };

    /// <summary>A server with one NIC.</summary>
    public static InstanceNetworkPlan Plan(int number)
    {
        var network = Network.Create("00000000-0000-4000-9000-000000000001", "br-int", "net1");
        network.Meta["mtu"] = 1450;
        var subnet = Subnet.Create("10.0.0.0/16", "10.0.0.1");
        subnet.AddIp(FixedIp.Create($"10.0.{number / 256}.{number % 256}"));
        network.AddSubnet(subnet);
        var id = $"{number:x8}-0000-4000-8000-000000000000";
        var vif = Vif.Create(id, $"fa:16:3e:00:{number / 256:x2}:{number % 256:x2}", network);
        vif.Type = VifTypes.Ovs;
        vif.OvsInterfaceid = id;
        vif.Devname = ("tap" + id)[..14];
        return InstanceNetworkPlan.From(Uuid(number), new NetworkInfo([vif]), new InstanceNetworkPlanOptions { Host = Owner });
    }

    public static string Uuid(int number) => $"{number:x8}-0000-4000-8000-00000000000a";

    public Task EnsureAsync(int number) => Networks.EnsureAsync(Uuid(number), Plan(number), CancellationToken.None);

    /// <summary>Commits the ports and waits until ovs-vswitchd has opened them.</summary>
    public async Task PlugAsync(IReadOnlyList<OvsPort> ports) => await Writer.WaitForPortsAsync(
        [.. ports.Select(static port => port.Name)], await Writer.EnsurePortsAsync(ports, CancellationToken.None), CancellationToken.None);

    /// <summary>Lets ovs-vswitchd look through its whole configuration, and waits.</summary>
    public async Task ReconfigureAsync()
    {
        var commit = await Writer.CommitAsync(
            static _ => new OvsdbTransaction().Mutate("Open_vSwitch", [], OvsMutation.Add("next_cfg", 1)), CancellationToken.None);
        await Writer.WaitForConfigurationAsync(commit.NextConfiguration!.Value, CancellationToken.None);
    }

    /// <summary>How many changes of its configuration ovs-vswitchd has been given.</summary>
    public long Configuration() => Ovsdb.Replica.Table("Open_vSwitch").Rows.Single().Integer("next_cfg") ?? 0;

    public async ValueTask DisposeAsync()
    {
        foreach (var name in Folder.List())
            Folder.Delete(name);
        Devices?.Dispose();
        await Writer.DisposeAsync();
        await Networks.DisposeAsync();
        await Ovsdb.DisposeAsync();
        await Switch.DisposeAsync();
        _namespaces.Dispose();
    }
}
