using System.Net;
using NovaDockerNet.Netlink;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Networking.Plans;

/// <summary>
/// Routes of all NICs together, for they share one table: each destination once, one default route per family (of the first NIC that has a
/// gateway), nothing that the kernel's own routes for the subnets say already.
/// </summary>
internal sealed class RoutePlanner
{
    private static readonly IPNetwork MetadataAddress = new(new IPAddress([169, 254, 169, 254]), 32);

    private readonly HashSet<IPNetwork> _taken = [];

    internal static IReadOnlyList<IReadOnlyList<NetworkRoute>> Plan(IReadOnlyList<(Vif Vif, List<InterfaceAddress> Addresses)> nics)
    {
        var planner = new RoutePlanner();
        foreach (var (_, addresses) in nics) planner._taken.UnionWith(addresses.Select(ConnectedNetwork));
        return [.. nics.Select(nic => planner.RoutesOf(nic.Vif, nic.Addresses))];
    }

    private List<NetworkRoute> RoutesOf(Vif vif, List<InterfaceAddress> addresses)
    {
        var routes = new List<NetworkRoute>();
        foreach (var subnet in vif.Network?.Subnets ?? [])
        {
            // Host routes first: one for 0.0.0.0/0 stands in for the subnet's gateway, as with a DHCP server (RFC 3442).
            foreach (var route in subnet.Routes)
            {
                if (IPNetwork.TryParse(route.Cidr, out var destination)) Add(destination, route.Gateway?.Address);
            }

            if (subnet.Gateway?.Address is { } gateway)
                Add(new IPNetwork(subnet.Version == 6 ? IPAddress.IPv6Any : IPAddress.Any, 0), gateway);
            else if (subnet.Version == 4)
                // Without a router the metadata service is at the DHCP server, which says so to those who ask it (enable_isolated_metadata).
                Add(MetadataAddress, (string?)subnet.Meta["dhcp_server"]);
        }

        return routes;

        void Add(IPNetwork destination, string? nexthop)
        {
            if (!IPAddress.TryParse(nexthop, out var gateway)
                || gateway.AddressFamily != destination.BaseAddress.AddressFamily
                // A server that is the router itself: the kernel refuses a way through oneself.
                || addresses.Any(address => address.Address.Equals(gateway)))
                return;

            if (_taken.Add(destination)) routes.Add(Via(destination, gateway, addresses));
        }
    }

    private static NetworkRoute Via(IPNetwork destination, IPAddress gateway, List<InterfaceAddress> addresses)
    {
        if (gateway.Equals(IPAddress.Any) || gateway.Equals(IPAddress.IPv6Any)) return new NetworkRoute(destination, null);
        var reachable = gateway.IsIPv6LinkLocal || addresses.Any(address => ConnectedNetwork(address).Contains(gateway));
        return new NetworkRoute(destination, gateway, OnLink: !reachable);
    }

    private static IPNetwork ConnectedNetwork(InterfaceAddress address)
    {
        var bytes = address.Address.GetAddressBytes();
        for (var bit = address.PrefixLength; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPNetwork(new IPAddress(bytes), address.PrefixLength);
    }
}
