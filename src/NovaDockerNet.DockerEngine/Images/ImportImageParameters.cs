namespace NovaDockerNet.DockerEngine.Images;

public sealed record ImportImageParameters
{
    public string? Repo { get; init; }

    public string? Tag { get; init; }

    public string? Message { get; init; }

    public string? Platform { get; init; }

    /// <summary>Dockerfile instructions: CMD, ENTRYPOINT, ENV, LABEL...</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];
}
