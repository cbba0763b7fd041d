using Newtonsoft.Json;

namespace NovaDockerNet.DockerEngine.Containers;

public sealed record CpuStats
{
    [JsonProperty("cpu_usage")]
    public CpuUsage Usage { get; init; } = new();

    [JsonProperty("online_cpus")]
    public int OnlineCpus { get; init; }
}
