namespace NovaDockerNet.DockerEngine.Containers;

/// <summary>One line of docker ps.</summary>
public sealed record ContainerSummary
{
    public string Id { get; init; } = "";

    public IReadOnlyList<string> Names { get; init; } = [];

    public string Image { get; init; } = "";

    public string ImageID { get; init; } = "";

    /// <summary>Unix seconds.</summary>
    public long Created { get; init; }

    /// <summary>created, running, paused, restarting, removing, exited, dead</summary>
    public string State { get; init; } = "";

    public string Status { get; init; } = "";

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public long SizeRw { get; init; }
}
