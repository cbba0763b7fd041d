namespace NovaDockerNet.DockerEngine.Containers;

/// <summary>How the container ended.</summary>
public sealed record WaitContainerResponse
{
    public int StatusCode { get; init; }

    public WaitContainerError? Error { get; init; }
}
