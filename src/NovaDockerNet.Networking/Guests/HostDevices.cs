using Microsoft.Extensions.Logging;
using NovaDockerNet.Netlink;
using NovaDockerNet.Netlink.Links;
using NovaDockerNet.Netlink.Namespaces;
using NovaDockerNet.Networking.Plans;

namespace NovaDockerNet.Networking.Guests;

/// <summary>The near ends of the veth pairs, in the namespace of the switch.</summary>
internal sealed class HostDevices : IDisposable
{
    private readonly NetworkNamespace? _namespace;
    private readonly RouteSocket _routes;

    private HostDevices(NetworkNamespace? target, RouteSocket routes) => (_namespace, _routes) = (target, routes);

    internal static async Task<HostDevices> OpenAsync(string? namespacePath)
    {
        var target = namespacePath is null ? null : NetworkNamespace.Open(namespacePath);
        try
        {
            return new HostDevices(target, await RouteSocket.OpenAsync(target));
        }
        catch
        {
            target?.Dispose();
            throw;
        }
    }

    /// <summary>The NIC, if both of its ends are where they belong.</summary>
    internal async Task<WiredNic?> FindVethAsync(NicPlan nic, GuestDevices guest, CancellationToken cancellationToken)
    {
        if (await _routes.FindLinkAsync(nic.HostDevice, cancellationToken) is not { } link || guest.PeerOf(link, nic.MacAddress) is not { } peer) return null;
        await BringUpAsync(link, nic, cancellationToken);
        return new WiredNic(nic, peer, Created: false);
    }

    internal async Task<WiredNic> CreateVethAsync(NicPlan nic, GuestDevices guest, NetworkNamespace guestNamespace, CancellationToken cancellationToken)
    {
        // One of this name has its far end in a namespace that is gone or going.
        await RemoveAsync(nic.HostDevice, cancellationToken);
        var name = guest.FreeName(nic.GuestDevice);
        var link = await _routes.CreateVethAsync(
            new VethPair { Name = nic.HostDevice, PeerName = name, PeerNamespace = guestNamespace, PeerMacAddress = nic.MacAddress, Mtu = nic.Mtu },
            cancellationToken);
        await BringUpAsync(link, nic, cancellationToken);
        return new WiredNic(nic, await guest.FindAsync(name, cancellationToken), Created: true);
    }

    /// <summary>
    /// For a device that the switch has just opened. ovs-vswitchd reads its flags, adds PROMISC and writes them back (ovs: lib/netdev-linux.c
    /// update_flags): where the port was there before the device, as after a reboot of the host, that can be while it is brought up, and takes UP away.
    /// </summary>
    internal async Task EnsureUpAsync(NicPlan nic, CancellationToken cancellationToken)
    {
        if (await _routes.FindLinkAsync(nic.HostDevice, cancellationToken) is { } link)
            await _routes.EnsureLinkAsync(link, new LinkChange { Up = true, Mtu = nic.Mtu }, cancellationToken);
    }

    /// <summary>Limits what the instance receives.</summary>
    internal async Task ShapeAsync(NicPlan nic, BandwidthLimit? limit, ILogger logger, CancellationToken cancellationToken)
    {
        if (await _routes.FindLinkAsync(nic.HostDevice, cancellationToken) is { } link)
            await BandwidthShaper.EnsureAsync(_routes, link, limit, nic.Mtu, logger, cancellationToken);
    }

    /// <summary>Removes a veth, and with it its far end. Anything else of this name is not ours.</summary>
    internal async Task RemoveAsync(string device, CancellationToken cancellationToken)
    {
        if (await _routes.FindLinkAsync(device, cancellationToken) is { Kind: "veth" } link) await _routes.RemoveLinkAsync(link.Index, cancellationToken);
    }

    public void Dispose()
    {
        _routes.Dispose();
        _namespace?.Dispose();
    }

    private async Task BringUpAsync(Link link, NicPlan nic, CancellationToken cancellationToken)
    {
        // Before the device is up: it must never have been open to the instance without them.
        if (!link.IsUp) await Sysctl.WriteAsync(_namespace, Settings(nic.HostDevice));
        await _routes.EnsureLinkAsync(link, new LinkChange { Up = true, Mtu = nic.Mtu }, cancellationToken);
    }

    // With the userspace datapath the host's own stack sees the frames too: it must neither answer an instance nor route for it.
    private static List<KeyValuePair<string, string>> Settings(string device) =>
    [
        new($"ipv6/conf/{device}/disable_ipv6", "1"),
        new($"ipv4/conf/{device}/arp_ignore", "8"),
        new($"ipv4/conf/{device}/rp_filter", "1"),
        new($"ipv4/conf/{device}/forwarding", "0"),
    ];
}
