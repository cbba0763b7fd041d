using System.Globalization;
using Microsoft.Extensions.Logging;
using NovaDockerNet.Netlink;
using NovaDockerNet.Netlink.Interop;
using NovaDockerNet.Netlink.Links;
using NovaDockerNet.Netlink.Namespaces;
using NovaDockerNet.Networking.Plans;
using NovaDockerNet.Networking.Ports;

namespace NovaDockerNet.Networking.Guests;

/// <summary>The inside of an instance's namespace, open for one operation: open sockets would keep the namespace alive.</summary>
internal sealed class GuestDevices : IDisposable
{
    private readonly NetworkNamespace _namespace;
    private readonly RouteSocket _routes;
    private readonly List<Link> _links;

    private GuestDevices(NetworkNamespace target, RouteSocket routes, IReadOnlyList<Link> links)
        => (_namespace, _routes, _links) = (target, routes, [.. links]);

    /// <summary>Addresses are Neutron's and ours: no router on the segment may add any.</summary>
    internal static IReadOnlyList<KeyValuePair<string, string>> Settings { get; } =
    [
        new("ipv6/conf/default/accept_ra", "0"),
        new("ipv6/conf/default/autoconf", "0"),
        new("ipv6/conf/all/accept_ra", "0"),
        new("ipv6/conf/all/autoconf", "0"),
    ];

    internal static async Task<GuestDevices> OpenAsync(NetworkNamespace target, CancellationToken cancellationToken)
    {
        var routes = await RouteSocket.OpenAsync(target);
        try
        {
            return new GuestDevices(target, routes, await routes.ListLinksAsync(cancellationToken));
        }
        catch
        {
            routes.Dispose();
            throw;
        }
    }

    /// <summary>The far end of a device of the host, if it is in this namespace.</summary>
    internal Link? PeerOf(Link hostLink, string macAddress)
        => _links.Find(link => link.Index == hostLink.PeerIndex && link.PeerIndex == hostLink.Index && link.MacAddress == macAddress);

    /// <summary>
    /// The wanted name, or the next free one: NICs keep their names while the instance lives, so after the first of two was detached
    /// the other one is still eth1.
    /// </summary>
    internal string FreeName(string wanted)
    {
        var name = wanted;
        for (var index = 0; _links.Exists(link => link.Name == name); index++) name = string.Create(CultureInfo.InvariantCulture, $"eth{index}");
        return name;
    }

    /// <summary>Reads a device that has just been made.</summary>
    internal async Task<Link> FindAsync(string name, CancellationToken cancellationToken)
    {
        var link = await _routes.FindLinkAsync(name, cancellationToken)
            ?? throw new LinuxException($"device {name}, just made in {_namespace.Path}", Errno.ENODEV);
        _links.Add(link);
        return link;
    }

    internal async Task ConfigureAsync(IReadOnlyList<WiredNic> nics, IReadOnlyList<SwitchDatapath> datapaths, CancellationToken cancellationToken)
    {
        var loopback = _links.Find(link => link.Name == "lo");
        if (loopback is not null) await _routes.EnsureLinkAsync(loopback, new LinkChange { Up = true }, cancellationToken);
        for (var i = 0; i < nics.Count; i++)
        {
            var link = nics[i].Guest;
            if (datapaths[i].IsUserspace) await SwitchOffChecksumsAsync(link.Name);
            await _routes.EnsureLinkAsync(link, new LinkChange { Up = true, Mtu = nics[i].Plan.Mtu }, cancellationToken);
            await _routes.EnsureAddressesAsync(link.Index, nics[i].Plan.Addresses, cancellationToken);
        }

        // A gateway may be in a subnet of another NIC, so all addresses are there before the first route.
        foreach (var nic in nics) await _routes.EnsureRoutesAsync(nic.Guest.Index, nic.Plan.Routes, cancellationToken);
    }

    /// <summary>Limits what the instance sends.</summary>
    internal Task ShapeAsync(WiredNic nic, BandwidthLimit? limit, ILogger logger, CancellationToken cancellationToken)
        => BandwidthShaper.EnsureAsync(_routes, nic.Guest, limit, nic.Plan.Mtu, logger, cancellationToken);

    public void Dispose() => _routes.Dispose();

    // The userspace datapath forwards the unfinished checksum of an offloaded packet: pings pass, TCP moves nothing.
    private async Task SwitchOffChecksumsAsync(string device)
    {
        using var ethtool = await EthtoolSocket.OpenAsync(_namespace);
        if (ethtool.IsTransmitChecksumOn(device)) ethtool.SetTransmitChecksum(device, on: false);
    }
}
