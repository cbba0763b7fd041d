using Newtonsoft.Json;

namespace NovaDockerNet.DockerEngine.Containers;

public sealed record PidsStats
{
    [JsonProperty("current")]
    public ulong Current { get; init; }

    [JsonProperty("limit")]
    public ulong Limit { get; init; }
}
