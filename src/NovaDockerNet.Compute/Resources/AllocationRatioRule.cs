using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.OpenStack.Placement;

namespace NovaDockerNet.Compute.Resources;

/// <summary>
/// Configured ratio if set; else what the inventory has by now, so that a value set through Placement's API stays; else the initial one.
/// nova: virt/driver.py _get_allocation_ratios.
/// </summary>
sealed class AllocationRatioRule(ResourceOptions options, AllocationRatios defaults)
{
    public double InitialCpu => options.InitialCpuAllocationRatio ?? defaults.Cpu;

    public double InitialRam => options.InitialRamAllocationRatio ?? defaults.Ram;

    public double InitialDisk => options.InitialDiskAllocationRatio ?? defaults.Disk;

    public decimal Cpu(Inventory? current) => Choose(options.CpuAllocationRatio, current, InitialCpu);

    public decimal Ram(Inventory? current) => Choose(options.RamAllocationRatio, current, InitialRam);

    public decimal Disk(Inventory? current) => Choose(options.DiskAllocationRatio, current, InitialDisk);

    private static decimal Choose(double? configured, Inventory? current, double initial) =>
        configured is { } ratio and not 0 ? (decimal)ratio : current?.AllocationRatio ?? (decimal)initial;
}
