using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Compute.Network;

/// <summary>What operations need of the network service. nova: network/neutron.py API.</summary>
/// <remarks>
/// Every method that changes the instance's network saves its info cache itself, under a lock per instance of its own, and puts it into
/// <c>instance.InfoCache</c> without marking a change.
/// </remarks>
public interface INetworkApi
{
    /// <summary>Asks now what an allocation will need to know of Neutron; null when that depends on ports, or on a choice of networks.</summary>
    NetworkOutlook? LookAhead(RequestContext context, NetworkRequestList? requestedNetworks, CancellationToken cancellationToken);

    /// <summary>nova: allocate_for_instance. Ports with the user's token, bindings with admin rights, virtual_interfaces rows, info cache.</summary>
    /// <remarks>Undoes itself on failure. A request for no network at all ("none") gives an empty answer.</remarks>
    Task<NetworkInfo> AllocateForInstanceAsync(
        RequestContext context, Instance instance, NetworkRequestList? requestedNetworks, IReadOnlyList<string> securityGroups,
        AllocationBeside beside, CancellationToken cancellationToken);

    Task<NetworkInfo> AllocateForInstanceAsync(
        RequestContext context, Instance instance, NetworkRequestList? requestedNetworks, IReadOnlyList<string> securityGroups,
        CancellationToken cancellationToken) =>
        AllocateForInstanceAsync(context, instance, requestedNetworks, securityGroups, AllocationBeside.Nothing, cancellationToken);

    /// <summary>nova: deallocate_for_instance. Deletes our ports, unbinds those that were there before, empties the info cache.</summary>
    Task DeallocateForInstanceAsync(
        RequestContext context, Instance instance, NetworkRequestList? requestedNetworks, DeallocationBeside beside,
        CancellationToken cancellationToken);

    Task DeallocateForInstanceAsync(
        RequestContext context, Instance instance, NetworkRequestList? requestedNetworks, CancellationToken cancellationToken) =>
        DeallocateForInstanceAsync(context, instance, requestedNetworks, DeallocationBeside.Nothing, cancellationToken);

    /// <summary>nova: deallocate_port_for_instance. Takes one port away: deleted if ours, unbound if it was there before.</summary>
    Task<NetworkInfo> DeallocatePortForInstanceAsync(
        RequestContext context, Instance instance, string portId, CancellationToken cancellationToken);

    /// <summary>nova: add_fixed_ip_to_instance.</summary>
    Task<NetworkInfo> AddFixedIpToInstanceAsync(RequestContext context, Instance instance, string networkId, CancellationToken cancellationToken);

    /// <summary>nova: remove_fixed_ip_from_instance.</summary>
    Task<NetworkInfo> RemoveFixedIpFromInstanceAsync(RequestContext context, Instance instance, string address, CancellationToken cancellationToken);

    /// <summary>Takes back what an interrupted attachment of a port or network has done so far; the ports known before it stay.</summary>
    Task<NetworkInfo> RemoveUnknownPortsAsync(
        RequestContext context, Instance instance, IReadOnlySet<string> knownPortIds, string? networkId, string? requestedPortId,
        CancellationToken cancellationToken);

    /// <summary>nova: get_instance_nw_info. Rebuilds the info cache from the ports (or one VIF of it) and saves it.</summary>
    Task<NetworkInfo> GetInstanceNetworkInfoAsync(
        RequestContext context, Instance instance, string? refreshVifId, CancellationToken cancellationToken);

    /// <summary>nova: get_instance_nw_info(force_refresh=True). The same, but what ports there are is Neutron's word and not the cache's.</summary>
    Task<NetworkInfo> HealInstanceInfoCacheAsync(RequestContext context, Instance instance, CancellationToken cancellationToken);

    /// <summary>nova: setup_instance_network_on_host. Binds the instance's ports to this host.</summary>
    Task SetupInstanceNetworkOnHostAsync(RequestContext context, Instance instance, CancellationToken cancellationToken);

    /// <summary>Names of the groups on the instance's ports, as often as ports have them. nova: security_group_api.get_instance_security_groups.</summary>
    Task<IReadOnlyList<string>> GetSecurityGroupNamesAsync(RequestContext context, Instance instance, CancellationToken cancellationToken);

    /// <summary>The same for groups whose ids are known.</summary>
    Task<IReadOnlyList<string>> NameSecurityGroupsAsync(RequestContext context, IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>nova: update_instance_cache_with_nw_info. Saves this network_info in the instance's info cache.</summary>
    Task UpdateInstanceCacheAsync(RequestContext context, Instance instance, NetworkInfo networkInfo, CancellationToken cancellationToken);

    /// <summary>The instances for which ports are bound to this host, whether they exist or not.</summary>
    Task<IReadOnlyList<string>> ListDevicesOfHostAsync(RequestContext context, CancellationToken cancellationToken);

    /// <summary>Deletes the ports on this host of an instance that is deleted, and unbinds those that are older than it was.</summary>
    Task RemovePortsOfDeletedAsync(RequestContext context, Instance instance, CancellationToken cancellationToken);
}
