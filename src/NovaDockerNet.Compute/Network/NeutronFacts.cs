using System.Net;
using NovaDockerNet.OpenStack;
using NovaDockerNet.OpenStack.Neutron;
using NovaDockerNet.OpenStack.Services;

namespace NovaDockerNet.Compute.Network;

/// <summary>All that Neutron knows around some ports, fetched in two rounds however many ports there are.</summary>
/// <remarks>nova asks the same per port and per subnet; another party cannot tell the difference.</remarks>
sealed record NeutronFacts(
    IReadOnlyDictionary<string, NeutronNetwork> Networks, IReadOnlyList<NeutronSubnet> Subnets,
    IReadOnlyList<NeutronFloatingIp> FloatingIps, IReadOnlyList<NeutronPort> DhcpPorts)
{
    private static readonly NeutronFacts s_none = new(new Dictionary<string, NeutronNetwork>(), [], [], []);

    internal static Task<NeutronFacts> AroundAsync(NeutronClient neutron, IReadOnlyList<NeutronPort> ports, CancellationToken cancellationToken) =>
        AroundAsync(neutron, ports, [.. ports.Select(port => port.Id)], null, cancellationToken);

    /// <param name="mayFloat">Ports that can have a floating address: not those that were made a moment ago.</param>
    /// <param name="known">What need not be asked again.</param>
    internal static async Task<NeutronFacts> AroundAsync(
        NeutronClient neutron, IReadOnlyList<NeutronPort> ports, HashSet<string> mayFloat, NeutronFacts? known, CancellationToken cancellationToken)
    {
        if (ports.Count == 0)
            return s_none;
        known ??= s_none;
        var networkIds = ports.Select(port => port.NetworkId).Distinct().Where(id => !known.Networks.ContainsKey(id)).ToArray();
        var subnetIds = ports.SelectMany(port => port.FixedIps).Select(ip => ip.SubnetId).Distinct()
            .Except(known.Subnets.Select(subnet => subnet.Id)).ToArray();
        var networks = NetworksAsync(neutron, networkIds, cancellationToken);
        var subnets = SubnetsAsync(neutron, "id", subnetIds, cancellationToken);
        var floating = FloatingIpsAsync(neutron, [.. ports.Where(p => p.FixedIps.Count > 0 && mayFloat.Contains(p.Id)).Select(p => p.Id)], cancellationToken);
        await Task.WhenAll(networks, subnets, floating);
        return new(
            known.Networks.Values.Concat(await networks).ToDictionary(network => network.Id),
            [.. known.Subnets, .. await subnets],
            await floating,
            [.. known.DhcpPorts, .. await DhcpPortsAsync(neutron, await subnets, cancellationToken)]);
    }

    /// <summary>What ports on these networks will have around them, before there are any.</summary>
    /// <param name="unknownIds">Those of the networks that are asked for themselves.</param>
    internal static async Task<NeutronFacts> OfNetworksAsync(
        NeutronClient neutron, string[] unknownIds, string[] networkIds, CancellationToken cancellationToken)
    {
        var networks = NetworksAsync(neutron, unknownIds, cancellationToken);
        var subnets = SubnetsAsync(neutron, "network_id", networkIds, cancellationToken);
        await Task.WhenAll(networks, subnets);
        return new(
            (await networks).ToDictionary(network => network.Id), await subnets, [], await DhcpPortsAsync(neutron, await subnets, cancellationToken));
    }

    // An empty filter would list everything there is.
    private static async Task<IReadOnlyList<NeutronNetwork>> NetworksAsync(NeutronClient neutron, string[] ids, CancellationToken cancellationToken) =>
        ids.Length == 0 ? [] : await neutron.ListNetworksAsync(new Query().AddEach("id", ids), cancellationToken);

    private static async Task<IReadOnlyList<NeutronSubnet>> SubnetsAsync(
        NeutronClient neutron, string filter, string[] ids, CancellationToken cancellationToken) =>
        ids.Length == 0 ? [] : await neutron.ListSubnetsAsync(new Query().AddEach(filter, ids), cancellationToken);

    private static async Task<IReadOnlyList<NeutronFloatingIp>> FloatingIpsAsync(
        NeutronClient neutron, string[] portIds, CancellationToken cancellationToken)
    {
        if (portIds.Length == 0)
            return [];
        try
        {
            return await neutron.ListFloatingIpsAsync(new Query().AddEach("port_id", portIds), cancellationToken);
        }
        catch (OpenStackHttpException e) when (e.Status == HttpStatusCode.NotFound)
        {
            // No L3 service plugin: no floating addresses (nova: _safe_get_floating_ips).
            return [];
        }
    }

    private static async Task<IReadOnlyList<NeutronPort>> DhcpPortsAsync(
        NeutronClient neutron, IReadOnlyList<NeutronSubnet> subnets, CancellationToken cancellationToken)
    {
        var networks = subnets.Where(subnet => subnet.EnableDhcp).Select(subnet => subnet.NetworkId).Distinct().ToArray();
        return networks.Length == 0 ? []
            : await neutron.ListPortsAsync(new Query().AddEach("network_id", networks).Add("device_owner", "network:dhcp"), cancellationToken);
    }
}
