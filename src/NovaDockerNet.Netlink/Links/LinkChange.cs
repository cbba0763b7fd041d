namespace NovaDockerNet.Netlink.Links;

/// <summary>What to change on a device; null leaves a property alone.</summary>
public sealed record LinkChange
{
    public bool? Up { get; init; }

    public int? Mtu { get; init; }

    public string? MacAddress { get; init; }

    public string? Name { get; init; }
}
