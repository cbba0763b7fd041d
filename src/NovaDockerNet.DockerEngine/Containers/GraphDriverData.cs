namespace NovaDockerNet.DockerEngine.Containers;

/// <summary>The storage driver's own facts about a container.</summary>
public sealed record GraphDriverData
{
    public string Name { get; init; } = "";

    /// <summary>overlay2: LowerDir, UpperDir, WorkDir and MergedDir, the last of which is mounted only while the container runs. Null of other drivers.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }
}
