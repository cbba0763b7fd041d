namespace NovaDockerNet.OpenStack.Identity;

/// <summary>What to look up in a catalog.</summary>
/// <param name="ServiceType">Official type or any alias ("block-storage", "volumev3").</param>
/// <param name="Interfaces">In order of preference; the first that exists wins ([neutron]valid_interfaces).</param>
/// <param name="RegionName">Null for any region.</param>
/// <param name="ServiceName">Null for any name.</param>
public sealed record EndpointFilter(
    string ServiceType, IReadOnlyList<string> Interfaces, string? RegionName = null, string? ServiceName = null);
