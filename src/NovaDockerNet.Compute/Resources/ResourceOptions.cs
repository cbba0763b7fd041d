namespace NovaDockerNet.Compute.Resources;

/// <summary>What the resource tracker and the placement reporter read from nova.conf, under nova's option names.</summary>
public sealed record ResourceOptions
{
    /// <summary>[DEFAULT] host.</summary>
    public required string Host { get; init; }

    /// <summary>[DEFAULT] my_ip; shown as host_ip of the hypervisor.</summary>
    public required string MyIp { get; init; }

    /// <summary>[DEFAULT] reserved_host_cpus.</summary>
    public long ReservedHostCpus { get; init; }

    /// <summary>[DEFAULT] reserved_host_memory_mb.</summary>
    public long ReservedHostMemoryMb { get; init; } = 512;

    /// <summary>[DEFAULT] reserved_host_disk_mb.</summary>
    public long ReservedHostDiskMb { get; init; }

    /// <summary>[DEFAULT] cpu_allocation_ratio; null or zero = leave it to Placement.</summary>
    public double? CpuAllocationRatio { get; init; }

    /// <summary>[DEFAULT] ram_allocation_ratio.</summary>
    public double? RamAllocationRatio { get; init; }

    /// <summary>[DEFAULT] disk_allocation_ratio.</summary>
    public double? DiskAllocationRatio { get; init; }

    /// <summary>[DEFAULT] initial_cpu_allocation_ratio; null = the release's default.</summary>
    public double? InitialCpuAllocationRatio { get; init; }

    /// <summary>[DEFAULT] initial_ram_allocation_ratio.</summary>
    public double? InitialRamAllocationRatio { get; init; }

    /// <summary>[DEFAULT] initial_disk_allocation_ratio.</summary>
    public double? InitialDiskAllocationRatio { get; init; }

    /// <summary>[compute] packing_host_numa_cells_allocation_strategy: servers with NUMA nodes go to the fullest cells first, not to the emptiest.</summary>
    public bool PackNumaCells { get; init; }

    /// <summary>[compute] resource_provider_association_refresh; zero = never after the first time.</summary>
    public TimeSpan AssociationRefresh { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>What this driver can do, of the names in nova/virt/driver.py CAPABILITY_TRAITS_MAP.</summary>
    public IReadOnlySet<string> Capabilities { get; init; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "supports_image_type_raw", "supports_device_tagging", "supports_tagged_attach_interface",
    };
}
