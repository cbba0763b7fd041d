namespace NovaDockerNet.DockerEngine.Containers;

/// <summary>docker inspect, as far as used.</summary>
public sealed record ContainerInspect
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>RFC 3339 with nanoseconds.</summary>
    public string Created { get; init; } = "";

    /// <summary>Id of the image it was made from.</summary>
    public string Image { get; init; } = "";

    public ContainerState State { get; init; } = new();

    public ContainerConfig Config { get; init; } = new();

    public HostConfig HostConfig { get; init; } = new();

    public string? HostnamePath { get; init; }

    /// <summary>Where the storage driver keeps its file system; null where containerd does.</summary>
    public GraphDriverData? GraphDriver { get; init; }

    public string? LogPath { get; init; }

    public int RestartCount { get; init; }
}
