using Newtonsoft.Json;

namespace NovaDockerNet.DockerEngine.Containers;

/// <summary>Block device figures of docker stats; null where the kernel does not count them.</summary>
public sealed record BlockIoStats
{
    [JsonProperty("io_service_bytes_recursive")]
    public IReadOnlyList<BlockIoEntry>? ServiceBytes { get; init; }

    [JsonProperty("io_serviced_recursive")]
    public IReadOnlyList<BlockIoEntry>? Serviced { get; init; }
}
