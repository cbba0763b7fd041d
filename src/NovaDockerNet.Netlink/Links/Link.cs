namespace NovaDockerNet.Netlink.Links;

/// <summary>A network device as the kernel shows it.</summary>
public sealed record Link
{
    public required int Index { get; init; }

    public required string Name { get; init; }

    /// <summary>"veth", "bridge"...; null for hardware and the loopback.</summary>
    public string? Kind { get; init; }

    /// <summary>Lower case with colons; null for devices without one.</summary>
    public string? MacAddress { get; init; }

    public required int Mtu { get; init; }

    public required bool IsUp { get; init; }

    /// <summary>Of a veth: the index of its peer, counted in the peer's namespace.</summary>
    public int? PeerIndex { get; init; }

    /// <summary>The peer is in another namespace; the number is local to this one, negative if it has none yet.</summary>
    public int? PeerNamespaceId { get; init; }
}
