using Newtonsoft.Json;

namespace NovaDockerNet.DockerEngine.Containers;

public sealed record MemoryStats
{
    [JsonProperty("usage")]
    public ulong Usage { get; init; }

    [JsonProperty("limit")]
    public ulong Limit { get; init; }
}
