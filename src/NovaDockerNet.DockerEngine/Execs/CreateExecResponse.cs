namespace NovaDockerNet.DockerEngine.Execs;

sealed record CreateExecResponse
{
    public string Id { get; init; } = "";
}
