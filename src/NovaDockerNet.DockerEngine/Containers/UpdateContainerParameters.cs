namespace NovaDockerNet.DockerEngine.Containers;

/// <summary>Limits that can change while the container runs.</summary>
public sealed record UpdateContainerParameters
{
    public long? Memory { get; init; }

    public long? MemorySwap { get; init; }

    public long? NanoCpus { get; init; }

    public long? CpuShares { get; init; }

    public long? CpuPeriod { get; init; }

    public long? CpuQuota { get; init; }

    /// <summary>Such as "0-3,8"; empty for any.</summary>
    public string? CpusetCpus { get; init; }

    /// <summary>NUMA nodes, in the same form.</summary>
    public string? CpusetMems { get; init; }

    public long? PidsLimit { get; init; }

    public RestartPolicy? RestartPolicy { get; init; }
}
