namespace NovaDockerNet.DockerEngine.Images;

public sealed record ImageRootFs
{
    /// <summary>What the unpacked layers hash to, lowest first.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];
}
