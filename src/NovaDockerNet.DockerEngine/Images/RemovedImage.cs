namespace NovaDockerNet.DockerEngine.Images;

/// <summary>A tag or a layer that docker rmi took away.</summary>
public sealed record RemovedImage(string? Untagged, string? Deleted);
