using System.Collections.Concurrent;
using Newtonsoft.Json.Linq;
using NovaDockerNet.OpenStack.Neutron;

namespace NovaDockerNet.Compute.Network;

/// <summary>What of a network only an administrator sees and nobody can change, so that it is asked for once.</summary>
/// <remarks>neutron: plugins/ml2/plugin.py update_network refuses to change provider:network_type and provider:physical_network.</remarks>
sealed class ProviderAttributes
{
    private const string NetworkType = "provider:network_type";
    private const string PhysicalNetwork = "provider:physical_network";

    // More networks than a host has servers; then it starts anew.
    private const int Capacity = 4096;

    private readonly ConcurrentDictionary<string, (string? NetworkType, string? PhysicalNetwork)> _known = new(StringComparer.Ordinal);

    internal bool Knows(string networkId) => _known.ContainsKey(networkId);

    /// <summary>Networks of several segments are left out: their segments come and go.</summary>
    internal void Remember(IEnumerable<NeutronNetwork> seenByAdmin)
    {
        foreach (var network in seenByAdmin.Where(network => network.Json["segments"] is null && network.ProviderNetworkType is not null))
        {
            if (_known.Count >= Capacity)
                _known.Clear();
            _known[network.Id] = (network.ProviderNetworkType, network.ProviderPhysicalNetwork);
        }
    }

    /// <summary>The network as an administrator sees it; null when that is not known.</summary>
    internal NeutronNetwork? Complete(NeutronNetwork seenByUser)
    {
        if (!_known.TryGetValue(seenByUser.Id, out var known))
            return null;
        var whole = new NeutronNetwork((JObject)seenByUser.Json.DeepClone());
        whole.Json[NetworkType] = known.NetworkType;
        whole.Json[PhysicalNetwork] = known.PhysicalNetwork;
        return whole;
    }
}
