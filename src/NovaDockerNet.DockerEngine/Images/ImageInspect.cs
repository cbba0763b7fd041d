using NovaDockerNet.DockerEngine.Containers;

namespace NovaDockerNet.DockerEngine.Images;

public sealed record ImageInspect
{
    public string Id { get; init; } = "";

    public IReadOnlyList<string> RepoTags { get; init; } = [];

    public string Architecture { get; init; } = "";

    public string Os { get; init; } = "";

    public long Size { get; init; }

    public string Created { get; init; } = "";

    public string Comment { get; init; } = "";

    public ContainerConfig Config { get; init; } = new();

    public ImageRootFs RootFS { get; init; } = new();
}
