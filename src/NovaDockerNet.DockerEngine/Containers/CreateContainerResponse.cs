namespace NovaDockerNet.DockerEngine.Containers;

public sealed record CreateContainerResponse
{
    public string Id { get; init; } = "";

    public IReadOnlyList<string> Warnings { get; init; } = [];
}
