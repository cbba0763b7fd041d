using NovaDockerNet.Netlink;

namespace NovaDockerNet.Networking.Plans;

/// <summary>One NIC: a veth pair with its far end in the instance's namespace and its near end on a bridge.</summary>
public sealed record NicPlan
{
    public required string PortId { get; init; }

    /// <summary>The near end, and the name of the port on the switch. Nova: network/neutron.py _build_vif_model, 14 characters.</summary>
    public required string HostDevice { get; init; }

    /// <summary>The far end: eth0, eth1, ...</summary>
    public required string GuestDevice { get; init; }

    /// <summary>Of the far end, in lower case with colons.</summary>
    public required string MacAddress { get; init; }

    /// <summary>Of both ends.</summary>
    public required int Mtu { get; init; }

    public required IReadOnlyList<InterfaceAddress> Addresses { get; init; }

    public required IReadOnlyList<NetworkRoute> Routes { get; init; }

    public required string Bridge { get; init; }

    /// <summary>Of the Interface row, in the words of os-vif, with our owner mark.</summary>
    public required IReadOnlyDictionary<string, string> ExternalIds { get; init; }
}
