using Newtonsoft.Json;

namespace NovaDockerNet.DockerEngine.Containers;

/// <summary>One sample of docker stats.</summary>
public sealed record ContainerStats
{
    [JsonProperty("cpu_stats")]
    public CpuStats Cpu { get; init; } = new();

    [JsonProperty("memory_stats")]
    public MemoryStats Memory { get; init; } = new();

    [JsonProperty("blkio_stats")]
    public BlockIoStats BlockIo { get; init; } = new();

    [JsonProperty("pids_stats")]
    public PidsStats Pids { get; init; } = new();
}
