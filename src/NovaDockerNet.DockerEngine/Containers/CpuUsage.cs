using Newtonsoft.Json;

namespace NovaDockerNet.DockerEngine.Containers;

public sealed record CpuUsage
{
    /// <summary>Nanoseconds.</summary>
    [JsonProperty("total_usage")]
    public ulong Total { get; init; }
}
