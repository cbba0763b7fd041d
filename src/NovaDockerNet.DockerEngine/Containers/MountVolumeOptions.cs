namespace NovaDockerNet.DockerEngine.Containers;

/// <summary>How the volume of a <see cref="Mount"/> is made.</summary>
public sealed record MountVolumeOptions
{
    /// <summary>Do not fill an empty volume with what the image has at its target.</summary>
    public bool? NoCopy { get; init; }

    public MountVolumeDriver? DriverConfig { get; init; }
}
