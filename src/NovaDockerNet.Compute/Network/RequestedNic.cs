using NovaDockerNet.OpenStack.Neutron;

namespace NovaDockerNet.Compute.Network;

/// <summary>One NIC to be: what was asked for, and the port for it once there is one.</summary>
/// <param name="NetworkId">From the request, or of the port that was asked for.</param>
/// <param name="FixedIp">An address asked for on the network.</param>
/// <param name="Tag">Device tag.</param>
/// <param name="Preexisting">The user's own port, as it was when the request was checked.</param>
sealed record RequestedNic(string NetworkId, string? FixedIp, string? Tag, NeutronPort? Preexisting)
{
    /// <summary>The port, made or given; null until there is one.</summary>
    public NeutronPort? Port { get; init; } = Preexisting;

    public string PortId => Port!.Id;
}
