using System.Globalization;
using BenchmarkDotNet.Attributes;
using NovaDockerNet.Networking.Guests;
using NovaDockerNet.Networking.Ports;
using NovaDockerNet.TestKit;
using OVSDB.Net;

namespace NovaDockerNet.Benchmarks;

/// <summary>One NIC of one server on an empty bridge: whole, in parts, and as child processes would make it.</summary>
[InvocationCount(1, 1)]
[IterationCount(40)]
[WarmupCount(10)]
public class NicBenchmarks
{
    private static readonly SwitchDatapath s_userspace = new("netdev");
    private SwitchedHost _host = null!;
    private OvsPort _port = null!;
    private int _number;

    private string Namespace => SwitchedHost.Uuid(_number);

    private string Device => SwitchedHost.Plan(_number).Nics[0].HostDevice;

    [GlobalSetup]
    public async Task StartAsync() => _host = await SwitchedHost.StartAsync(ports: 0);

    [GlobalCleanup]
    public async Task StopAsync() => await _host.DisposeAsync();

    [IterationSetup]
    public void Next()
    {
        _number++;
        _port = SwitchedHost.InternalPort(string.Create(CultureInfo.InvariantCulture, $"int{_number}"));
    }

    [IterationSetup(Targets = [nameof(Unplug)])]
    public void PlugNext()
    {
        Next();
        _host.EnsureAsync(_number).GetAwaiter().GetResult();
    }

    [IterationCleanup]
    public void Remove() => RemoveAsync().GetAwaiter().GetResult();

    /// <summary>As the service does it: until ovs-vswitchd has opened the port.</summary>
    [Benchmark(Baseline = true)]
    public Task Plug() => _host.EnsureAsync(_number);

    [Benchmark]
    public Task Unplug() => _host.Networks.RemoveAsync(Namespace, CancellationToken.None);

    /// <summary>Namespace, veth pair, address and route, without the switch.</summary>
    [Benchmark]
    public async Task Netlink()
    {
        var plan = SwitchedHost.Plan(_number);
        using var made = await _host.Folder.CreateAsync(Namespace, GuestDevices.Settings, CancellationToken.None);
        using var guest = await GuestDevices.OpenAsync(made, CancellationToken.None);
        var nic = await _host.Devices.CreateVethAsync(plan.Nics[0], guest, made, CancellationToken.None);
        await guest.ConfigureAsync([nic], [s_userspace], CancellationToken.None);
    }

    [Benchmark]
    public Task OvsdbCommit() => _host.Writer.EnsurePortsAsync([_port], CancellationToken.None);

    [Benchmark]
    public Task OvsdbCommitAndOfport() => _host.PlugAsync([_port]);

    /// <summary>The same NIC through ip and ovs-vsctl.</summary>
    [Benchmark]
    public async Task ChildProcesses()
    {
        var (name, device) = ($"bench{_number}", Device);
        await Command.RunAsync("ip", "netns", "add", name);
        await InHostAsync("link", "add", device, "mtu", "1450", "type", "veth", "peer", "name", "eth0", "netns", name, "address", "fa:16:3e:00:00:01", "mtu", "1450");
        await InHostAsync("link", "set", device, "up");
        await InGuestAsync("link", "set", "lo", "up");
        await InGuestAsync("link", "set", "eth0", "up");
        await InGuestAsync("address", "add", "10.0.0.5/16", "dev", "eth0");
        await InGuestAsync("route", "add", "default", "via", "10.0.0.1");
        await _host.Switch.ControlAsync("add-port", "br-int", device);

        Task InHostAsync(params string[] arguments) => _host.Switch.InNamespaceAsync(["ip", .. arguments]);
        Task InGuestAsync(params string[] arguments) => Command.RunAsync("ip", ["-n", name, .. arguments]);
    }

    private async Task RemoveAsync()
    {
        await _host.Networks.RemoveAsync(Namespace, CancellationToken.None);
        await _host.Writer.RemovePortsAsync([_port.Name, Device], CancellationToken.None);
        await Command.TryAsync("ip", "netns", "delete", $"bench{_number}");
        await _host.ReconfigureAsync();
    }
}
