using System.Net;

namespace NovaDockerNet.Networking.Plans;

/// <summary>
/// What the host must look like for one instance. Pure data computed from nova's network model; equal inputs give equal plans.
/// </summary>
public sealed partial record InstanceNetworkPlan
{
    public required string InstanceUuid { get; init; }

    /// <summary>In the order of nova's network model: the first is eth0.</summary>
    public required IReadOnlyList<NicPlan> Nics { get; init; }

    /// <summary>Name servers of all subnets, in order, without repeats.</summary>
    public required IReadOnlyList<IPAddress> DnsServers { get; init; }

    /// <summary>Of what each NIC receives; null for no limit.</summary>
    public BandwidthLimit? Inbound { get; init; }

    /// <summary>Of what each NIC sends; null for no limit.</summary>
    public BandwidthLimit? Outbound { get; init; }
}
