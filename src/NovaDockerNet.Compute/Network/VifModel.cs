using System.Net;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.OpenStack.Neutron;
using NovaNetwork = NovaDockerNet.Objects.Networks.Network;

namespace NovaDockerNet.Compute.Network;

/// <summary>A port as nova's network model describes it. Pure. nova: network/neutron.py _build_vif_model and what it calls.</summary>
static class VifModel
{
    // nova: network/model.py NIC_NAME_LEN, one less than the kernel allows.
    private const int NicNameLength = 14;

    // nova: network/constants.py L3_NETWORK_TYPES.
    private static readonly string[] s_tunnels = ["vxlan", "gre", "geneve"];

    internal static Vif From(NeutronPort port, NeutronFacts facts, bool preserveOnDelete, NeutronNetworkOptions options)
    {
        var vifType = port.BindingVifType;
        var vif = Vif.Create(port.Id, port.MacAddress, Network(port, vifType, facts, options));
        vif.Type = vifType;
        vif.Details = (JObject?)port.BindingVifDetails?.DeepClone() ?? [];
        vif.Devname = Cut("tap" + port.Id);
        vif.OvsInterfaceid = IsOvs(vifType) ? port.Id : null;
        vif.VnicType = port.BindingVnicType ?? "normal";
        vif.Profile = port.BindingProfile();
        vif.PreserveOnDelete = preserveOnDelete;
        // A port that is administratively down never becomes ACTIVE: nothing to wait for.
        vif.Active = port.AdminStateUp is false || port.Status == "ACTIVE";
        return vif;
    }

    private static NovaNetwork Network(NeutronPort port, string? vifType, NeutronFacts facts, NeutronNetworkOptions options)
    {
        var known = facts.Networks.GetValueOrDefault(port.NetworkId);
        var network = NovaNetwork.Create(port.NetworkId, Bridge(port, vifType, options), known?.Name);
        foreach (var subnet in Subnets(port, facts))
            network.AddSubnet(subnet);
        var (physicalNetwork, tunneled) = Physical(known);
        var meta = network.Meta;
        meta["injected"] = options.FlatInjected;
        meta["tenant_id"] = known is null ? port.TenantId : known.TenantId;
        meta["mtu"] = known?.Mtu;
        meta["physical_network"] = physicalNetwork;
        meta["tunneled"] = tunneled;
        if (vifType == VifTypes.Bridge)
            network.Node["should_create_bridge"] = true;
        return network;
    }

    private static string? Bridge(NeutronPort port, string? vifType, NeutronNetworkOptions options)
    {
        var named = (string?)port.BindingVifDetails?["bridge_name"];
        return IsOvs(vifType) ? Cut(named ?? options.OvsBridge)
            : vifType == VifTypes.Bridge ? Cut(named ?? "brq" + port.NetworkId) : null;
    }

    private static bool IsOvs(string? vifType) => vifType is VifTypes.Ovs or "agilio_ovs";

    /// <summary>nova: _get_physnet_tunneled_info. Of several segments the first with a physical network counts.</summary>
    private static (string? PhysicalNetwork, bool Tunneled) Physical(NeutronNetwork? network)
    {
        if (network?.Json["segments"] is JArray { Count: > 0 } segments)
        {
            return segments.Select(segment => (string?)segment["provider:physical_network"]).FirstOrDefault(name => !string.IsNullOrEmpty(name)) is { } name
                ? (name, false)
                : throw new Objects.Exceptions.NovaException($"None of the segments of network {network.Id} provides a physical_network");
        }

        return (network?.ProviderPhysicalNetwork, s_tunnels.Contains(network?.ProviderNetworkType));
    }

    private static IEnumerable<Subnet> Subnets(NeutronPort port, NeutronFacts facts)
    {
        var wanted = port.FixedIps.Select(ip => ip.SubnetId).ToHashSet();
        foreach (var known in facts.Subnets.Where(subnet => wanted.Contains(subnet.Id)))
        {
            var subnet = Subnet.Create(known.Cidr, known.GatewayIp);
            var meta = subnet.Meta;
            if (known.Ipv6AddressMode is { Length: > 0 } mode)
                meta["ipv6_address_mode"] = mode;
            if (known.EnableDhcp)
                meta["dhcp_server"] = DhcpServer(known, facts);
            foreach (var address in known.DnsNameservers.Distinct())
                subnet.AddDns(IpAddress.Create(address, "dns"));
            foreach (var (destination, nextHop) in known.HostRoutes.Distinct())
                subnet.AddRoute(Route.Create(destination, nextHop));
            var range = IPNetwork.Parse(known.Cidr);
            foreach (var ip in port.FixedIps.Where(ip => range.Contains(IPAddress.Parse(ip.IpAddress))))
                subnet.AddIp(FixedIpOf(ip, port, facts));
            yield return subnet;
        }
    }

    /// <summary>The agent's address, or the gateway for DHCP servers Neutron does not run: the metadata API wants some value.</summary>
    private static string? DhcpServer(NeutronSubnet subnet, NeutronFacts facts) => facts.DhcpPorts
        .Where(port => port.NetworkId == subnet.NetworkId).SelectMany(port => port.FixedIps)
        .LastOrDefault(ip => ip.SubnetId == subnet.Id)?.IpAddress ?? subnet.GatewayIp;

    private static FixedIp FixedIpOf(NeutronFixedIp ip, NeutronPort port, NeutronFacts facts)
    {
        var fixedIp = FixedIp.Create(ip.IpAddress);
        foreach (var floating in facts.FloatingIps.Where(f => f.PortId == port.Id && f.FixedIpAddress == ip.IpAddress))
            fixedIp.AddFloatingIp(IpAddress.Create(floating.FloatingIpAddress, "floating"));
        return fixedIp;
    }

    private static string Cut(string name) => name.Length <= NicNameLength ? name : name[..NicNameLength];
}
