namespace NovaDockerNet.DockerEngine.Containers;

public sealed record CommitContainerParameters
{
    public string? Repo { get; init; }

    public string? Tag { get; init; }

    public string? Comment { get; init; }

    /// <summary>Freeze the container meanwhile.</summary>
    public bool Pause { get; init; } = true;
}
