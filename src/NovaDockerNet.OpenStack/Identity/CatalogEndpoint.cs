namespace NovaDockerNet.OpenStack.Identity;

/// <summary>One line of a catalog.</summary>
public sealed record CatalogEndpoint(string ServiceType, string? ServiceName, string Interface, string? Region, string Url);
