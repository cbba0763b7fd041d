namespace NovaDockerNet.DockerEngine.Containers;

/// <summary>One of HostConfig.Mounts.</summary>
public sealed record Mount
{
    /// <summary>bind, volume, tmpfs</summary>
    public required string Type { get; init; }

    public required string Target { get; init; }

    /// <summary>A volume without one is made with its container, and removed with it where that is asked for.</summary>
    public string? Source { get; init; }

    public bool? ReadOnly { get; init; }

    public MountVolumeOptions? VolumeOptions { get; init; }
}
