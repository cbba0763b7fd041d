namespace NovaDockerNet.DockerEngine.Containers;

/// <summary>A volume's driver with its options; those of "local" are type, device and o, as of mount(8).</summary>
public sealed record MountVolumeDriver
{
    public string Name { get; init; } = "local";

    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();
}
