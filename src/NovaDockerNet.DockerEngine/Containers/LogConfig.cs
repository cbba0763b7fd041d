namespace NovaDockerNet.DockerEngine.Containers;

/// <summary>Log driver and its options.</summary>
public sealed record LogConfig
{
    public string Type { get; init; } = "json-file";

    public IReadOnlyDictionary<string, string>? Config { get; init; }
}
