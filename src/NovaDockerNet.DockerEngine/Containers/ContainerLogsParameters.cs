namespace NovaDockerNet.DockerEngine.Containers;

public sealed record ContainerLogsParameters
{
    public bool Stdout { get; init; } = true;

    public bool Stderr { get; init; } = true;

    public bool Follow { get; init; }

    public bool Timestamps { get; init; }

    /// <summary>Last lines only; null for all.</summary>
    public int? Tail { get; init; }

    /// <summary>Unix seconds, with a fraction if wanted.</summary>
    public string? Since { get; init; }

    public string? Until { get; init; }
}
