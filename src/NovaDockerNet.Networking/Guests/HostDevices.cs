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

    internal async Task<WiredNic> EnsureVethAsync(NicPlan nic, GuestDevices guest, NetworkNamespace guestNamespace, CancellationToken cancellationToken)
    {
        var link = await _routes.FindLinkAsync(nic.HostDevice, cancellationToken);
        var peer = link is null ? null : guest.PeerOf(link, nic.MacAddress);
        var created = peer is null;
        if (link is null || peer is null)
        {
            // Its far end is in a namespace that is gone or going.
            if (link is not null) await _routes.RemoveLinkAsync(link.Index, cancellationToken);
            var name = guest.FreeName(nic.GuestDevice);
            link = await _routes.CreateVethAsync(
                new VethPair { Name = nic.HostDevice, PeerName = name, PeerNamespace = guestNamespace, PeerMacAddress = nic.MacAddress, Mtu = nic.Mtu },
                cancellationToken);
            peer = await guest.FindAsync(name, cancellationToken);
        }

        // Written as long as the device is down: it must never have been open to the instance without them.
        if (!link.IsUp) await Sysctl.WriteAsync(_namespace, Settings(nic.HostDevice));
        await _routes.EnsureLinkAsync(link, new LinkChange { Up = true, Mtu = nic.Mtu }, cancellationToken);
        return new WiredNic(nic, peer, created);
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

    // With the userspace datapath the host's own stack sees the frames too: it must neither answer an instance nor route for it.
    private static List<KeyValuePair<string, string>> Settings(string device) =>
    [
        new($"ipv6/conf/{device}/disable_ipv6", "1"),
        new($"ipv4/conf/{device}/arp_ignore", "8"),
        new($"ipv4/conf/{device}/rp_filter", "1"),
        new($"ipv4/conf/{device}/forwarding", "0"),
    ];
}
