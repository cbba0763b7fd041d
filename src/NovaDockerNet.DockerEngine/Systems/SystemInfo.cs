namespace NovaDockerNet.DockerEngine.Systems;

/// <summary>docker info, as far as used.</summary>
public sealed record SystemInfo
{
    public string ID { get; init; } = "";

    public string Name { get; init; } = "";

    public string ServerVersion { get; init; } = "";

    /// <summary>Storage driver: overlay2, btrfs, zfs...</summary>
    public string Driver { get; init; } = "";

    /// <summary>Pairs, e.g. ["Backing Filesystem", "xfs"].</summary>
    public IReadOnlyList<IReadOnlyList<string>> DriverStatus { get; init; } = [];

    public string DockerRootDir { get; init; } = "";

    public IReadOnlyDictionary<string, RuntimeInfo> Runtimes { get; init; } = new Dictionary<string, RuntimeInfo>();

    public string DefaultRuntime { get; init; } = "";

    public int NCPU { get; init; }

    public long MemTotal { get; init; }

    public string Architecture { get; init; } = "";

    public string CgroupDriver { get; init; } = "";

    public string CgroupVersion { get; init; } = "";

    public bool MemoryLimit { get; init; }

    public bool SwapLimit { get; init; }

    public bool CpuCfsQuota { get; init; }

    public bool CpuSet { get; init; }

    public bool PidsLimit { get; init; }

    public bool LiveRestoreEnabled { get; init; }

    public IReadOnlyList<string> SecurityOptions { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];
}
