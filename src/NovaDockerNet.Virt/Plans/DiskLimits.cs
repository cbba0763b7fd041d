using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Virt.Plans;

/// <summary>What a guest may read from and write to the disk, per second; null for no limit. nova: quota:disk_*, virt/libvirt/driver.py.</summary>
readonly record struct DiskLimits(long? ReadBytes, long? WriteBytes, long? ReadOperations, long? WriteOperations)
{
    private const string Prefix = "quota:disk_";

    /// <summary>That there is a limit at all.</summary>
    public bool Any => this != default;

    /// <remarks>The kernel has no limit on the sum of both directions: quota:disk_total_* holds each of them to the total.</remarks>
    public static DiskLimits From(Flavor flavor)
    {
        var (readBytes, writeBytes) = Of(flavor, "bytes_sec");
        var (readOperations, writeOperations) = Of(flavor, "iops_sec");
        return new DiskLimits(readBytes, writeBytes, readOperations, writeOperations);
    }

    public static DiskLimits From(HostConfig config)
    {
        return new DiskLimits(
            Rate(config.BlkioDeviceReadBps), Rate(config.BlkioDeviceWriteBps), Rate(config.BlkioDeviceReadIOps), Rate(config.BlkioDeviceWriteIOps));

        static long? Rate(IReadOnlyList<ThrottleDevice>? devices) => devices is [var device, ..] ? device.Rate : null;
    }

    /// <param name="config">The container so far.</param>
    /// <param name="device">The node of the disk that Docker's data is on.</param>
    public HostConfig On(HostConfig config, string device)
    {
        return config with
        {
            BlkioDeviceReadBps = Throttle(ReadBytes),
            BlkioDeviceWriteBps = Throttle(WriteBytes),
            BlkioDeviceReadIOps = Throttle(ReadOperations),
            BlkioDeviceWriteIOps = Throttle(WriteOperations),
        };

        IReadOnlyList<ThrottleDevice>? Throttle(long? rate) => rate is { } limit ? [new ThrottleDevice(device, limit)] : null;
    }

    public override string ToString() =>
        $"read {Text(ReadBytes)} B/s and {Text(ReadOperations)} op/s, write {Text(WriteBytes)} B/s and {Text(WriteOperations)} op/s";

    private static string Text(long? limit) => limit is { } value ? FormattableString.Invariant($"{value}") : "any";

    private static (long? Read, long? Write) Of(Flavor flavor, string what)
    {
        var (read, write) = (FlavorSpecs.Limit(flavor, $"{Prefix}read_{what}"), FlavorSpecs.Limit(flavor, $"{Prefix}write_{what}"));
        if (FlavorSpecs.Limit(flavor, $"{Prefix}total_{what}") is not { } total)
            return (read, write);
        // libvirt refuses the two together as well.
        return read is null && write is null
            ? (total, total)
            : throw new InvalidInput($"flavor extra spec {Prefix}total_{what} excludes {Prefix}{(read is null ? "write" : "read")}_{what}");
    }
}
