using NovaDockerNet.Netlink.Namespaces;

namespace NovaDockerNet.Netlink.Links;

/// <summary>A veth to be made: the near end where the socket is, the far end in <see cref="PeerNamespace"/>, both with their final names.</summary>
public sealed record VethPair
{
    public required string Name { get; init; }

    public required string PeerName { get; init; }

    public required NetworkNamespace PeerNamespace { get; init; }

    /// <summary>Of the far end.</summary>
    public required string PeerMacAddress { get; init; }

    /// <summary>Of both ends.</summary>
    public required int Mtu { get; init; }
}
