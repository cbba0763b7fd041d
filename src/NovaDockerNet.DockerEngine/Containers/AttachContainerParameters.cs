namespace NovaDockerNet.DockerEngine.Containers;

public sealed record AttachContainerParameters
{
    public bool Stdin { get; init; }

    public bool Stdout { get; init; } = true;

    public bool Stderr { get; init; } = true;

    /// <summary>First what the log already holds.</summary>
    public bool Logs { get; init; }
}
