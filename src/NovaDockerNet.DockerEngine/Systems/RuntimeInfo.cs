using Newtonsoft.Json;

namespace NovaDockerNet.DockerEngine.Systems;

/// <summary>An OCI runtime registered with the daemon.</summary>
public sealed record RuntimeInfo
{
    [JsonProperty("path")]
    public string Path { get; init; } = "";

    [JsonProperty("runtimeArgs")]
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
