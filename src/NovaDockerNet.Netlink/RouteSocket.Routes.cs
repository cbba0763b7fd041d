using System.Net.Sockets;
using NovaDockerNet.Netlink.Addressing;
using NovaDockerNet.Netlink.Interop;
using NovaDockerNet.Netlink.Protocol;

namespace NovaDockerNet.Netlink;

public sealed partial class RouteSocket
{
    /// <summary>The unicast routes of the main table that leave through this device.</summary>
    public async Task<IReadOnlyList<RouteEntry>> ListRoutesAsync(AddressFamily family, int interfaceIndex, CancellationToken cancellationToken)
    {
        var messages = await DumpAsync(() => RouteMessages.List(family, interfaceIndex), $"list routes of link {interfaceIndex}", cancellationToken);
        return [.. messages.Select(RouteMessages.Read).OfType<RouteEntry>().Where(entry => entry.InterfaceIndex == interfaceIndex)];
    }

    public Task ReplaceRouteAsync(int interfaceIndex, NetworkRoute route, CancellationToken cancellationToken)
        => RequestAsync(RouteMessages.Replace(interfaceIndex, route), $"set route {route} on link {interfaceIndex}", cancellationToken);

    public async Task RemoveRouteAsync(int interfaceIndex, NetworkRoute route, CancellationToken cancellationToken)
    {
        try
        {
            await RequestAsync(RouteMessages.Remove(interfaceIndex, route), $"remove route {route} from link {interfaceIndex}", cancellationToken);
        }
        catch (NetlinkException exception) when (exception.Errno == Errno.ESRCH)
        {
            // As wanted.
        }
    }

    /// <summary>Gives the device exactly these static routes; the kernel's own and learned ones stay.</summary>
    /// <returns>Whether anything was changed.</returns>
    public async Task<bool> EnsureRoutesAsync(int interfaceIndex, IReadOnlyCollection<NetworkRoute> wanted, CancellationToken cancellationToken)
    {
        var present = new HashSet<NetworkRoute>();
        foreach (var family in (AddressFamily[])[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
        {
            var routes = await ListRoutesAsync(family, interfaceIndex, cancellationToken);
            present.UnionWith(routes.Where(entry => entry.Protocol == RouteHeader.RTPROT_STATIC).Select(entry => entry.Route));
        }

        var surplus = present.Except(wanted).ToList();
        var missing = wanted.Where(route => !present.Contains(route)).ToList();
        foreach (var route in surplus) await RemoveRouteAsync(interfaceIndex, route, cancellationToken);
        foreach (var route in missing) await ReplaceRouteAsync(interfaceIndex, route, cancellationToken);
        return surplus.Count + missing.Count > 0;
    }
}
