namespace NovaDockerNet.Networking.Plans;

/// <summary>What the plan needs to know of this host.</summary>
public sealed record InstanceNetworkPlanOptions
{
    /// <summary>[DEFAULT] host: the value of the owner mark.</summary>
    public required string Host { get; init; }

    /// <summary>[neutron] ovs_bridge: used where neither the binding nor the network names a bridge.</summary>
    public string IntegrationBridge { get; init; } = "br-int";
}
