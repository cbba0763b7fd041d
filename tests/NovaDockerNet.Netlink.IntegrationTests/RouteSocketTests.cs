using System.Net;
using System.Net.Sockets;
using NovaDockerNet.Netlink.Addressing;
using NovaDockerNet.Netlink.Interop;
using NovaDockerNet.Netlink.Links;
using NovaDockerNet.Netlink.Namespaces;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Netlink.IntegrationTests;

/// <summary>Two namespaces, "host" and "guest": nothing here touches the namespace of the machine.</summary>
public sealed class RouteSocketTests : IAsyncLifetime, IDisposable
{
    private const string Mac = "fa:16:3e:01:02:03";
    private NamespacesFixture? _fixture;
    private NetworkNamespaceFolder _folder = null!;
    private NetworkNamespace _hostNamespace = null!;
    private NetworkNamespace _guestNamespace = null!;
    private RouteSocket _host = null!;
    private RouteSocket _guest = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        // A skip may only be raised from the test itself.
        if (!Environment.IsPrivilegedProcess) return;
        _fixture = new NamespacesFixture();
        _folder = new NetworkNamespaceFolder(_fixture.Folder);
        _folder.Ensure();
        _hostNamespace = await _folder.EnsureAsync("host", None);
        _guestNamespace = await _folder.EnsureAsync("guest", None);
        _host = await RouteSocket.OpenAsync(_hostNamespace);
        _guest = await RouteSocket.OpenAsync(_guestNamespace);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        if (_fixture is null) return;
        _host.Dispose();
        _guest.Dispose();
        _hostNamespace.Dispose();
        _guestNamespace.Dispose();
        foreach (var name in _folder.List()) _folder.Delete(name);
        _fixture.Dispose();
    }

    [SkippableFact]
    public async Task A_new_namespace_has_only_a_loopback_that_is_down()
    {
        Root.Require();
        var link = Assert.Single(await _guest.ListLinksAsync(None));
        Assert.Equal("lo", link.Name);
        Assert.False(link.IsUp);
        Assert.True(await _guest.EnsureLinkAsync(link, new LinkChange { Up = true }, None));
        link = (await _guest.FindLinkAsync("lo", None))!;
        Assert.True(link.IsUp);
        Assert.False(await _guest.EnsureLinkAsync(link, new LinkChange { Up = true }, None));
    }

    [SkippableFact]
    public async Task Both_ends_of_a_veth_are_in_place_with_name_mac_and_mtu()
    {
        Root.Require();
        var near = await CreateAsync("tap3f8a1b2c-4d", "eth0");
        var far = (await _guest.FindLinkAsync("eth0", None))!;

        Assert.Equal(("tap3f8a1b2c-4d", "veth", 1442, false), (near.Name, near.Kind, near.Mtu, near.IsUp));
        Assert.Equal(("eth0", "veth", 1442, false), (far.Name, far.Kind, far.Mtu, far.IsUp));
        Assert.Equal(Mac, far.MacAddress);
        Assert.NotEqual(Mac, near.MacAddress);
        Assert.Equal(far.Index, near.PeerIndex);
        Assert.Equal(near.Index, far.PeerIndex);
        Assert.NotNull(near.PeerNamespaceId);
        Assert.Single(await _guest.ListLinksAsync(None), link => link.Kind == "veth");
        Assert.Contains("mtu 1442", await IpAsync("guest", "link", "show", "eth0"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_change_is_made_and_removal_takes_both_ends()
    {
        Root.Require();
        var near = await CreateAsync("tap0", "eth0");
        await _host.SetLinkAsync(near.Index, new LinkChange { Mtu = 1300, MacAddress = "02:00:00:00:00:01" }, None);
        await _host.SetLinkAsync(near.Index, new LinkChange { Name = "tap1" }, None);
        await _host.SetLinkAsync(near.Index, new LinkChange { Up = true }, None);

        Assert.Null(await _host.FindLinkAsync("tap0", None));
        var changed = (await _host.FindLinkAsync("tap1", None))!;
        Assert.Equal((1300, "02:00:00:00:00:01", true), (changed.Mtu, changed.MacAddress, changed.IsUp));

        Assert.True(await _host.RemoveLinkAsync(near.Index, None));
        Assert.False(await _host.RemoveLinkAsync(near.Index, None));
        Assert.Null(await _guest.FindLinkAsync("eth0", None));
    }

    [SkippableFact]
    public async Task A_name_that_a_dying_namespace_holds_is_waited_for()
    {
        Root.Require();
        for (var round = 0; round < 5; round++)
        {
            using (var dying = await _folder.EnsureAsync("dying", None))
                await _host.CreateVethAsync(Pair("tap0", "eth0", dying), None);
            _folder.Delete("dying");
        }

        await CreateAsync("tap0", "eth0");
        Assert.NotNull(await _guest.FindLinkAsync("eth0", None));
    }

    [SkippableFact]
    public async Task A_refusal_names_the_operation_and_the_kernels_reason()
    {
        Root.Require();
        var near = await CreateAsync("tap0", "eth0");
        var exception = await Assert.ThrowsAsync<NetlinkException>(() => _host.SetLinkAsync(near.Index, new LinkChange { Mtu = 100_000 }, None));
        Assert.Equal(Errno.EINVAL, exception.Errno);
        Assert.Equal("mtu greater than device maximum", exception.ExtendedAck);

        exception = await Assert.ThrowsAsync<NetlinkException>(() => _guest.ReplaceRouteAsync(4000, Route("10.9.0.0/16", null), None));
        Assert.Equal(Errno.ENODEV, exception.Errno);
        Assert.Contains("10.9.0.0/16", exception.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Addresses_become_exactly_those_wanted()
    {
        Root.Require();
        var link = await UpAsync();
        InterfaceAddress[] first = [Address("10.0.0.5", 24), Address("10.0.0.6", 24), Address("2001:db8::5", 64)];
        Assert.True(await _guest.EnsureAddressesAsync(link.Index, first, None));
        Assert.False(await _guest.EnsureAddressesAsync(link.Index, first, None));
        Assert.Equal(Texts(first), await GlobalAddressesAsync(link));
        var shown = await IpAsync("guest", "address", "show", "eth0");
        Assert.Contains("inet 10.0.0.5/24 brd 10.0.0.255 scope global", shown, StringComparison.Ordinal);
        Assert.Contains("inet6 2001:db8::5/64 scope global nodad", shown, StringComparison.Ordinal);

        InterfaceAddress[] second = [Address("10.0.0.6", 24), Address("2001:db8::5", 80), Address("169.254.7.7", 16)];
        Assert.True(await _guest.EnsureAddressesAsync(link.Index, second, None));
        Assert.Equal(Texts(second), await GlobalAddressesAsync(link));
        Assert.False(await _guest.EnsureAddressesAsync(link.Index, second, None));
    }

    [SkippableFact]
    public async Task Routes_become_exactly_those_wanted()
    {
        Root.Require();
        var link = await UpAsync();
        await _guest.EnsureAddressesAsync(link.Index, [Address("10.0.0.5", 24), Address("2001:db8::5", 64)], None);
        NetworkRoute[] first =
        [
            Route("0.0.0.0/0", "10.0.0.1"),
            Route("192.168.0.0/16", "10.0.0.9"),
            Route("172.16.0.0/12", null),
            Route("::/0", "fe80::1"),
            Route("2001:db8:9::/48", "2001:db8::9"),
        ];
        Assert.True(await _guest.EnsureRoutesAsync(link.Index, first, None));
        Assert.False(await _guest.EnsureRoutesAsync(link.Index, first, None));
        var v4 = await IpAsync("guest", "route");
        Assert.Contains("default via 10.0.0.1 dev eth0 proto static", v4, StringComparison.Ordinal);
        Assert.Contains("172.16.0.0/12 dev eth0 proto static scope link", v4, StringComparison.Ordinal);
        Assert.Contains("10.0.0.0/24 dev eth0 proto kernel", v4, StringComparison.Ordinal);
        Assert.Contains("default via fe80::1 dev eth0 proto static", await IpAsync("guest", "-6", "route"), StringComparison.Ordinal);

        NetworkRoute[] second = [Route("0.0.0.0/0", "10.0.0.2"), Route("::/0", "2001:db8::1")];
        Assert.True(await _guest.EnsureRoutesAsync(link.Index, second, None));
        Assert.Equal(second.Select(route => route.ToString()).Order(), await StaticRoutesAsync(link));
    }

    [SkippableFact]
    public async Task A_gateway_outside_of_the_subnet_is_reachable_on_the_link()
    {
        Root.Require();
        var link = await UpAsync();
        await _guest.EnsureAddressesAsync(link.Index, [Address("10.0.0.5", 32), Address("2001:db8::5", 128)], None);
        await Assert.ThrowsAsync<NetlinkException>(() => _guest.ReplaceRouteAsync(link.Index, Route("0.0.0.0/0", "192.0.2.1"), None));

        NetworkRoute[] wanted =
        [
            Route("0.0.0.0/0", "192.0.2.1") with { OnLink = true },
            Route("::/0", "2001:db8:5::1") with { OnLink = true },
        ];
        Assert.True(await _guest.EnsureRoutesAsync(link.Index, wanted, None));
        Assert.False(await _guest.EnsureRoutesAsync(link.Index, wanted, None));
        Assert.Contains("default via 192.0.2.1 dev eth0 proto static onlink", await IpAsync("guest", "route"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_full_table_is_listed_and_filtered_by_device()
    {
        Root.Require();
        var link = await UpAsync();
        for (var i = 0; i < 1000; i++) await _guest.ReplaceRouteAsync(link.Index, Route($"10.{i / 250}.{i % 250}.0/24", null), None);
        Assert.Equal(1000, (await _guest.ListRoutesAsync(AddressFamily.InterNetwork, link.Index, None)).Count);
        Assert.Empty(await _guest.ListRoutesAsync(AddressFamily.InterNetwork, 1, None));
    }

    [SkippableFact]
    public async Task Dumps_stay_whole_while_the_tables_change()
    {
        Root.Require();
        var kept = Enumerable.Range(0, 120).Select(i => $"keep{i}").ToList();
        foreach (var name in kept) await CreateAsync(name, name);
        using var stop = new CancellationTokenSource();
        var churn = Task.Run(async () =>
        {
            using var other = await RouteSocket.OpenAsync(_hostNamespace);
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var link = await other.CreateVethAsync(Pair($"churn{i % 7}", "churn", _guestNamespace), None);
                await other.RemoveLinkAsync(link.Index, None);
            }
        });
        for (var i = 0; i < 30; i++)
        {
            var names = (await _host.ListLinksAsync(None)).Select(link => link.Name).ToHashSet();
            Assert.Empty(kept.Except(names));
        }

        await stop.CancelAsync();
        await churn;
    }

    [SkippableFact]
    public async Task A_cancelled_request_leaves_the_socket_usable()
    {
        Root.Require();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _host.ListLinksAsync(new CancellationToken(canceled: true)));
        Assert.Single(await _host.ListLinksAsync(None));
    }

    [SkippableFact]
    public async Task Transmit_checksums_are_switched_off_inside()
    {
        Root.Require();
        await CreateAsync("tap0", "eth0");
        using var ethtool = await EthtoolSocket.OpenAsync(_guestNamespace);
        Assert.True(ethtool.IsTransmitChecksumOn("eth0"));
        ethtool.SetTransmitChecksum("eth0", on: false);
        Assert.False(ethtool.IsTransmitChecksumOn("eth0"));
        using var outside = await EthtoolSocket.OpenAsync(_hostNamespace);
        Assert.True(outside.IsTransmitChecksumOn("tap0"));
        Assert.ThrowsAny<LinuxException>(() => ethtool.IsTransmitChecksumOn("nosuch"));
    }

    [SkippableFact]
    public async Task Neighbours_learn_an_address_from_its_announcement()
    {
        Root.Require();
        var near = await CreateAsync("tap0", "eth0");
        // Without these a host keeps no entry for somebody it has not talked to.
        await Sysctl.WriteAsync(_hostNamespace, [new("ipv4/conf/tap0/arp_accept", "1"), new("ipv6/conf/tap0/accept_untracked_na", "1"), new("ipv6/conf/tap0/forwarding", "1")]);
        await _host.SetLinkAsync(near.Index, new LinkChange { Up = true }, None);
        var far = (await _guest.FindLinkAsync("eth0", None))!;
        await _guest.SetLinkAsync(far.Index, new LinkChange { Up = true }, None);
        await _host.AddAddressAsync(near.Index, Address("10.0.0.1", 24), None);
        await _host.AddAddressAsync(near.Index, Address("2001:db8::1", 64), None);

        using var announcer = await Announcements.NeighbourAnnouncer.OpenAsync(_guestNamespace);
        foreach (var address in (IPAddress[])[IPAddress.Parse("10.0.0.5"), IPAddress.Parse("2001:db8::5")])
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    announcer.Announce(far.Index, Mac, address);
                    var neighbours = await _host.ListNeighboursAsync(near.Index, None);
                    return neighbours.Any(neighbour => neighbour.Address.Equals(address) && neighbour.MacAddress == Mac);
                },
                $"the neighbour knows {address}");
        }
    }

    private static InterfaceAddress Address(string address, int prefixLength) => new(IPAddress.Parse(address), prefixLength);

    private static NetworkRoute Route(string destination, string? gateway)
        => new(IPNetwork.Parse(destination), gateway is null ? null : IPAddress.Parse(gateway));

    private static VethPair Pair(string name, string peer, NetworkNamespace peerNamespace)
        => new() { Name = name, PeerName = peer, PeerNamespace = peerNamespace, PeerMacAddress = Mac, Mtu = 1442 };

    private static IEnumerable<string> Texts(IEnumerable<InterfaceAddress> addresses) => addresses.Select(address => address.ToString()).Order();

    private Task<Link> CreateAsync(string name, string peer) => _host.CreateVethAsync(Pair(name, peer, _guestNamespace), None);

    private async Task<Link> UpAsync()
    {
        var near = await CreateAsync("tap0", "eth0");
        await _host.SetLinkAsync(near.Index, new LinkChange { Up = true }, None);
        var far = (await _guest.FindLinkAsync("eth0", None))!;
        await _guest.SetLinkAsync(far.Index, new LinkChange { Up = true }, None);
        return far;
    }

    private async Task<IEnumerable<string>> GlobalAddressesAsync(Link link)
        => Texts((await _guest.ListAddressesAsync(link.Index, None)).Where(entry => entry.Scope == 0).Select(entry => entry.Address));

    private async Task<IEnumerable<string>> StaticRoutesAsync(Link link)
    {
        IEnumerable<RouteEntry> all =
        [
            .. await _guest.ListRoutesAsync(AddressFamily.InterNetwork, link.Index, None),
            .. await _guest.ListRoutesAsync(AddressFamily.InterNetworkV6, link.Index, None),
        ];
        return all.Where(entry => entry.Protocol == 4).Select(entry => entry.Route.ToString()).Order();
    }

    private Task<string> IpAsync(string name, params string[] arguments)
        => Command.RunAsync(Root.Program("nsenter"), [$"--net={_folder.PathOf(name)}", Root.Program("ip"), .. arguments]);
}
