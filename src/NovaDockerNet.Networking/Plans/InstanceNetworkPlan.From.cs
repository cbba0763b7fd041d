using System.Globalization;
using System.Net;
using NovaDockerNet.Netlink;
using NovaDockerNet.Networking.Ports;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Networking.Plans;

public sealed partial record InstanceNetworkPlan
{
    // nova: network/model.py NIC_NAME_LEN
    private const int DeviceNameLength = 14;
    private const int MaximumDeviceNameLength = 15;
    private const int DefaultMtu = 1500;
    private const string TrunkBridgePrefix = "tbr-";

    /// <summary>Computes the plan. Works for plain ports of Open vSwitch (vif_type ovs, no hybrid plug).</summary>
    /// <exception cref="VirtualInterfacePlugException">A port is bound in a way this host cannot plug.</exception>
    public static InstanceNetworkPlan From(string instanceUuid, NetworkInfo networkInfo, InstanceNetworkPlanOptions options)
    {
        foreach (var vif in networkInfo) WiringMode.EnsureSupported(vif);
        var addresses = networkInfo.Select(AddressesOf).ToList();
        var routes = RoutePlanner.Plan([.. networkInfo.Zip(addresses)]);
        return new InstanceNetworkPlan
        {
            InstanceUuid = instanceUuid,
            Nics = [.. networkInfo.Select((vif, index) => Nic(instanceUuid, vif, index, addresses[index], routes[index], options))],
            DnsServers =
            [
                .. networkInfo.SelectMany(vif => vif.Network?.Subnets ?? [])
                    .SelectMany(subnet => subnet.Dns)
                    .Select(dns => IPAddress.TryParse(dns.Address, out var server) ? server : null)
                    .OfType<IPAddress>()
                    .Distinct(),
            ],
        };
    }

    private static NicPlan Nic(
        string instanceUuid, Vif vif, int index, IReadOnlyList<InterfaceAddress> addresses, IReadOnlyList<NetworkRoute> routes, InstanceNetworkPlanOptions options)
    {
        var mac = vif.Address!.ToLowerInvariant();
        var bridge = Text(vif, "bridge_name") ?? vif.Network?.Bridge ?? options.IntegrationBridge;
        var externalIds = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [PortExternalIds.InterfaceId] = vif.OvsInterfaceid ?? vif.Id,
            [PortExternalIds.InterfaceStatus] = "active",
            [PortExternalIds.AttachedMac] = mac,
            [PortExternalIds.InstanceUuid] = instanceUuid,
            [PortExternalIds.Owner] = options.Host,
        };
        if (bridge.StartsWith(TrunkBridgePrefix, StringComparison.Ordinal)) externalIds[PortExternalIds.BridgeName] = bridge;
        return new NicPlan
        {
            PortId = vif.Id,
            HostDevice = HostDeviceOf(vif),
            GuestDevice = string.Create(CultureInfo.InvariantCulture, $"eth{index}"),
            MacAddress = mac,
            Mtu = vif.Network?.Mtu is > 0 and var mtu ? mtu : DefaultMtu,
            Addresses = addresses,
            Routes = routes,
            Bridge = bridge,
            ExternalIds = externalIds,
        };
    }

    private static string HostDeviceOf(Vif vif)
        => vif.Devname is { Length: > 0 and <= MaximumDeviceNameLength } name ? name : HostDeviceOf(vif.Id);

    /// <summary>nova: network/neutron.py _build_vif_model</summary>
    internal static string HostDeviceOf(string portId)
    {
        var name = "tap" + portId;
        return name.Length > DeviceNameLength ? name[..DeviceNameLength] : name;
    }

    private static List<InterfaceAddress> AddressesOf(Vif vif)
    {
        var addresses = new List<InterfaceAddress>();
        foreach (var subnet in vif.Network?.Subnets ?? [])
        {
            foreach (var ip in subnet.Ips)
            {
                if (!IPAddress.TryParse(ip.Address, out var address))
                    throw new VirtualInterfacePlugException($"Port {vif.Id} has the fixed address '{ip.Address}', which is not an IP address.");
                addresses.Add(new InterfaceAddress(address, subnet.PrefixLength));
            }
        }

        return addresses;
    }

    private static string? Text(Vif vif, string detail) => (string?)vif.Details[detail] is { Length: > 0 } text ? text : null;
}
