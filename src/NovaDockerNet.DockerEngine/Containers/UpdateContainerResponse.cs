namespace NovaDockerNet.DockerEngine.Containers;

sealed record UpdateContainerResponse
{
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
