using Newtonsoft.Json;

namespace NovaDockerNet.DockerEngine.Containers;

/// <summary>One device and operation ("Read", "Write", "Total"; lower case with cgroup v2).</summary>
public sealed record BlockIoEntry
{
    [JsonProperty("op")]
    public string Operation { get; init; } = "";

    [JsonProperty("value")]
    public ulong Value { get; init; }
}
