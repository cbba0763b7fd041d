namespace NovaDockerNet.DockerEngine.Containers;

/// <summary>The host's side of a container. Sizes in bytes.</summary>
public sealed record HostConfig
{
    /// <summary>host path:container path[:options]</summary>
    public IReadOnlyList<string>? Binds { get; init; }

    /// <summary>Mounts that Binds cannot say, such as volumes with options of their driver.</summary>
    public IReadOnlyList<Mount>? Mounts { get; init; }

    public long? Memory { get; init; }

    /// <summary>Memory plus swap; equal to Memory for no swap, -1 for no limit.</summary>
    public long? MemorySwap { get; init; }

    public long? NanoCpus { get; init; }

    public long? CpuShares { get; init; }

    public long? CpuPeriod { get; init; }

    public long? CpuQuota { get; init; }

    /// <summary>Such as "0-3,8"; empty for any.</summary>
    public string? CpusetCpus { get; init; }

    /// <summary>NUMA nodes, in the same form.</summary>
    public string? CpusetMems { get; init; }

    public IReadOnlyList<ThrottleDevice>? BlkioDeviceReadBps { get; init; }

    public IReadOnlyList<ThrottleDevice>? BlkioDeviceWriteBps { get; init; }

    public IReadOnlyList<ThrottleDevice>? BlkioDeviceReadIOps { get; init; }

    public IReadOnlyList<ThrottleDevice>? BlkioDeviceWriteIOps { get; init; }

    public long? PidsLimit { get; init; }

    /// <summary>"size" where the storage driver can limit the writable layer.</summary>
    public IReadOnlyDictionary<string, string>? StorageOpt { get; init; }

    public string? Runtime { get; init; }

    public string? NetworkMode { get; init; }

    public RestartPolicy? RestartPolicy { get; init; }

    public LogConfig? LogConfig { get; init; }

    public bool? Privileged { get; init; }

    public IReadOnlyList<string>? CapAdd { get; init; }

    public IReadOnlyList<string>? CapDrop { get; init; }

    public IReadOnlyList<string>? SecurityOpt { get; init; }

    public bool? Init { get; init; }

    public string? IpcMode { get; init; }

    /// <summary>"private" or "host".</summary>
    public string? CgroupnsMode { get; init; }

    /// <summary>Mount point to mount options.</summary>
    public IReadOnlyDictionary<string, string>? Tmpfs { get; init; }

    public long? ShmSize { get; init; }
}
