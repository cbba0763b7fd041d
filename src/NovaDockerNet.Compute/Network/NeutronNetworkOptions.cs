namespace NovaDockerNet.Compute.Network;

/// <summary>What the network side reads from nova.conf.</summary>
public sealed record NeutronNetworkOptions
{
    /// <summary>[DEFAULT] host: what ports are bound to.</summary>
    public required string Host { get; init; }

    /// <summary>[neutron] ovs_bridge: used when the binding does not name the integration bridge.</summary>
    public string OvsBridge { get; init; } = "br-int";

    /// <summary>[DEFAULT] flat_injected, which ends up in the network's metadata.</summary>
    public bool FlatInjected { get; init; }
}
