using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Compute.Network;

/// <summary>What operations need of the network service. nova: network/neutron.py API.</summary>
/// <remarks>Every method that changes the instance's network saves its info cache itself, under a lock per instance of its own.</remarks>
public interface INetworkApi
{
    /// <summary>nova: allocate_for_instance. Ports with the user's token, bindings with admin rights, virtual_interfaces rows, info cache.</summary>
    Task<NetworkInfo> AllocateForInstanceAsync(
        RequestContext context, Instance instance, NetworkRequestList? requestedNetworks, IReadOnlyList<string> securityGroups,
        CancellationToken cancellationToken);

    /// <summary>nova: deallocate_for_instance. Deletes our ports, unbinds those that were there before, empties the info cache.</summary>
    Task DeallocateForInstanceAsync(
        RequestContext context, Instance instance, NetworkRequestList? requestedNetworks, CancellationToken cancellationToken);

    /// <summary>nova: get_instance_nw_info. Rebuilds the info cache from the ports (or one VIF of it) and saves it.</summary>
    Task<NetworkInfo> GetInstanceNetworkInfoAsync(
        RequestContext context, Instance instance, string? refreshVifId, CancellationToken cancellationToken);

    /// <summary>nova: setup_instance_network_on_host. Binds the instance's ports to this host.</summary>
    Task SetupInstanceNetworkOnHostAsync(RequestContext context, Instance instance, CancellationToken cancellationToken);

    /// <summary>nova: update_instance_cache_with_nw_info. Saves this network_info in the instance's info cache.</summary>
    Task UpdateInstanceCacheAsync(RequestContext context, Instance instance, NetworkInfo networkInfo, CancellationToken cancellationToken);
}
