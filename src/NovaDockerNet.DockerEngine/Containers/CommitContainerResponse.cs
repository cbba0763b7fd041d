namespace NovaDockerNet.DockerEngine.Containers;

sealed record CommitContainerResponse
{
    public string Id { get; init; } = "";
}
