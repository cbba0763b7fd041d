namespace NovaDockerNet.DockerEngine.Systems;

/// <summary>What the event is about.</summary>
public sealed record DockerEventActor
{
    public string ID { get; init; } = "";

    /// <summary>The container's labels, its name and image, and for some actions more (exitCode, signal).</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();
}
