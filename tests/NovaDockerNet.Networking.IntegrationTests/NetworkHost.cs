using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using NovaDockerNet.Netlink;
using NovaDockerNet.Netlink.Links;
using NovaDockerNet.Netlink.Namespaces;
using NovaDockerNet.Networking.Plans;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.TestKit;
using OVSDB.Net;

namespace NovaDockerNet.Networking.IntegrationTests;

/// <summary>
/// A host of a test's own: Open vSwitch with its userspace datapath in a namespace, br-int on it, and the service's networks beside it.
/// A test says at its end that nothing is left (<see cref="AssertNothingLeftAsync"/>).
/// </summary>
internal sealed class NetworkHost : IAsyncDisposable
{
    internal const string Owner = "node1";
    private readonly NamespacesFixture _namespaces;
    private readonly NetworkNamespaceFolder _folder;
    private NetworkNamespace _hostNamespace = null!;
    private RouteSocket _hostRoutes = null!;

    private NetworkHost(NamespacesFixture namespaces, OvsSwitch ovs) => (_namespaces, _folder, Switch) = (namespaces, new NetworkNamespaceFolder(namespaces.Folder), ovs);

    internal OvsSwitch Switch { get; }

    internal OvsdbClient Ovsdb { get; private set; } = null!;

    internal InstanceNetworks Networks { get; private set; } = null!;

    internal RouteSocket Routes => _hostRoutes;

    internal string RunDirectory => Path.GetDirectoryName(_namespaces.Folder)!;

    internal static async Task<NetworkHost> StartAsync(TimeSpan? portTimeout = null)
    {
        Skip.IfNot(OvsSwitch.Missing is null, OvsSwitch.Missing);
        Root.Program("nsenter");
        Root.Program("busybox");
        var namespaces = new NamespacesFixture();
        OvsSwitch? ovs = null;
        try
        {
            ovs = await OvsSwitch.StartAsync(withDaemon: true);
            await ovs.ControlAsync("add-br", "br-int", "--", "set", "Bridge", "br-int", "datapath_type=netdev");
            var host = new NetworkHost(namespaces, ovs);
            await host.OpenAsync(portTimeout ?? TimeSpan.FromSeconds(60));
            return host;
        }
        catch
        {
            if (ovs is not null) await ovs.DisposeAsync();
            namespaces.Dispose();
            throw;
        }
    }

    /// <summary>A second service on the same host, as after a restart.</summary>
    internal async Task<InstanceNetworks> RestartAsync()
    {
        await Networks.DisposeAsync();
        Networks = Service(TimeSpan.FromSeconds(60));
        await Networks.CheckAsync(CancellationToken.None);
        return Networks;
    }

    internal static InstanceNetworkPlan Plan(string instanceUuid, params Vif[] vifs)
        => InstanceNetworkPlan.From(instanceUuid, new NetworkInfo(vifs), new InstanceNetworkPlanOptions { Host = Owner });

    /// <summary>A port as Neutron binds it here; "10.0.0.5/24 gw 10.0.0.1" gives a subnet with an address and a gateway.</summary>
    internal static Vif Port(int number, params string[] subnets)
    {
        var network = Network.Create($"00000000-0000-4000-9000-{number:d12}", "br-int", $"net{number}");
        network.Meta["mtu"] = 1450;
        foreach (var text in subnets)
        {
            var words = text.Split(' ');
            var parts = words[0].Split('/');
            var subnet = Subnet.Create($"{parts[0]}/{parts[1]}", words.Length > 2 ? words[2] : null);
            subnet.AddIp(FixedIp.Create(parts[0]));
            network.AddSubnet(subnet);
        }

        var id = $"{number:x8}-0000-4000-8000-000000000000";
        var vif = Vif.Create(id, $"fa:16:3e:00:{number / 256:x2}:{number % 256:x2}", network);
        vif.Type = VifTypes.Ovs;
        vif.OvsInterfaceid = id;
        vif.Devname = ("tap" + id)[..14];
        return vif;
    }

    /// <summary>What Neutron's L2 agent does once it has found the port.</summary>
    internal Task WireAsync(Vif vif, int tag) => Switch.ControlAsync("set", "Port", vif.Devname!, $"tag={tag}", $"other_config:tag={tag}");

    internal async Task<bool> PingAsync(string fromInstance, string address)
    {
        var (code, _, _) = await Command.TryAsync(
            Root.Program("nsenter"), $"--net={Networks.NamespacePath(fromInstance)}", Root.Program("busybox"), "ping", "-c", "1", "-W", "1", address);
        return code == 0;
    }

    internal Task<string> InInstanceAsync(string instanceUuid, params string[] command)
        => Command.RunAsync(Root.Program("nsenter"), [$"--net={Networks.NamespacePath(instanceUuid)}", .. command]);

    /// <summary>Sends bytes over one TCP connection between two instances and returns how many arrived.</summary>
    internal async Task<int> TransferAsync(string from, string to, IPAddress address, int count)
    {
        using var receiver = NetworkNamespace.Open(Networks.NamespacePath(to));
        using var sender = NetworkNamespace.Open(Networks.NamespacePath(from));
        using var listener = await receiver.RunAsync(() =>
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, 5001));
            socket.Listen();
            return socket;
        });
        using var client = await sender.RunAsync(() => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var accepting = listener.AcceptAsync(limit.Token).AsTask();
        await client.ConnectAsync(new IPEndPoint(address, 5001), limit.Token);
        using var server = await accepting;
        var sending = client.SendAsync(new byte[count], SocketFlags.None, limit.Token).AsTask();
        var received = 0;
        var buffer = new byte[65536];
        while (received < count && await server.ReceiveAsync(buffer, SocketFlags.None, limit.Token) is > 0 and var read) received += read;
        await sending;
        return received;
    }

    internal async Task<IReadOnlyList<string>> HostDevicesAsync()
        => [.. (await _hostRoutes.ListLinksAsync(CancellationToken.None)).Where(link => link.Kind == "veth").Select(link => link.Name).Order()];

    internal Task<Link?> HostDeviceAsync(Vif vif) => _hostRoutes.FindLinkAsync(vif.Devname!, CancellationToken.None);

    internal async Task AssertNothingLeftAsync()
    {
        Assert.Empty(await Networks.ListNamespacesAsync(CancellationToken.None));
        Assert.Empty(await Networks.ListPortsAsync(CancellationToken.None));
        Assert.Equal("", (await Switch.ControlAsync("list-ports", "br-int")).Trim());
        await Eventually.TrueAsync(async () => (await HostDevicesAsync()).Count == 0, "the kernel has removed all veths");
    }

    public async ValueTask DisposeAsync()
    {
        // After a failed test: what it left would hide its own message.
        foreach (var name in _folder.List()) _folder.Delete(name);
        await Networks.DisposeAsync();
        await Ovsdb.DisposeAsync();
        _hostRoutes.Dispose();
        _hostNamespace.Dispose();
        await Switch.DisposeAsync();
        _namespaces.Dispose();
    }

    private async Task OpenAsync(TimeSpan portTimeout)
    {
        _hostNamespace = NetworkNamespace.Open(Switch.NamespacePath!);
        _hostRoutes = await RouteSocket.OpenAsync(_hostNamespace);
        Ovsdb = new OvsdbClient(new OvsdbClientOptions { Endpoint = Switch.Endpoint }, NullLoggerFactory.Instance, TimeProvider.System);
        Networks = Service(portTimeout);
        await Networks.CheckAsync(CancellationToken.None);
    }

    private InstanceNetworks Service(TimeSpan portTimeout) => new(
        new InstanceNetworksOptions { Host = Owner, RunDirectory = RunDirectory, HostNamespacePath = Switch.NamespacePath, PortTimeout = portTimeout },
        Ovsdb,
        NullLoggerFactory.Instance,
        TimeProvider.System);
}
