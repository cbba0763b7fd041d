namespace NovaDockerNet.DockerEngine.Systems;

public sealed record EventsParameters
{
    /// <summary>Unix seconds, with a fraction if wanted: replays what the daemon still remembers.</summary>
    public string? Since { get; init; }

    public string? Until { get; init; }

    /// <summary>E.g. "type" to ["container"], "label" to ["key=value"].</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Filters { get; init; }
}
