namespace NovaDockerNet.OpenStack.Placement;

/// <summary>A node of a provider tree.</summary>
public sealed record ResourceProvider(string Uuid, string Name, long Generation, string? ParentProviderUuid, string? RootProviderUuid);
