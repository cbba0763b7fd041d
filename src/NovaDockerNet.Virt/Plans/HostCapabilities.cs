using NovaDockerNet.DockerEngine.Systems;
using NovaDockerNet.Virt.Inventory;

namespace NovaDockerNet.Virt.Plans;

/// <summary>What this host's Docker can do for a guest.</summary>
/// <param name="RootDiskReason">Why <paramref name="RootDiskLimit"/> is what it is, for the log.</param>
public sealed record HostCapabilities(bool RootDiskLimit, string RootDiskReason, bool SwapLimit, bool PidsLimit, bool CpuQuota)
{
    private const string BackingFilesystem = "Backing Filesystem";
    private const string NativeOverlayDiff = "Native Overlay Diff";

    /// <summary>The disk that guests' file systems are on; null where it is none that the kernel could limit.</summary>
    public BlockDevice? Disk { get; init; }

    /// <summary>
    /// Whether the upper directory of a container's overlay is its layer: Docker itself takes it for that, and its owners are those that the container sees.
    /// </summary>
    public bool PlainLayers { get; init; }

    /// <param name="mountInfo">Text of /proc/self/mountinfo: whether xfs has project quotas shows only there.</param>
    public static HostCapabilities From(SystemInfo info, string mountInfo)
    {
        var (possible, reason) = RootDisk(info, mountInfo);
        return new HostCapabilities(possible, reason, info.SwapLimit, info.PidsLimit, info.CpuCfsQuota)
        {
            Disk = BlockDevice.Under(info.DockerRootDir, mountInfo),
            PlainLayers = info.Driver == "overlay2" && StatusOf(info, NativeOverlayDiff) == "true"
                && !info.SecurityOptions.Any(option => option.StartsWith("name=userns", StringComparison.Ordinal) || option.StartsWith("name=rootless", StringComparison.Ordinal)),
        };
    }

    private static string? StatusOf(SystemInfo info, string name) => info.DriverStatus.FirstOrDefault(pair => pair.Count == 2 && pair[0] == name)?[1];

    // docs.docker.com/engine/reference/commandline/run "Set storage driver options per container".
    private static (bool Possible, string Reason) RootDisk(SystemInfo info, string mountInfo)
    {
        switch (info.Driver)
        {
            case "btrfs" or "zfs" or "windowsfilter":
                return (true, $"storage driver {info.Driver} limits the size of a root disk");
            case "overlay2":
                var backing = StatusOf(info, BackingFilesystem) ?? "unknown";
                if (backing != "xfs")
                    return (false, $"storage driver overlay2 on {backing} cannot limit the size of a root disk (xfs mounted with pquota, btrfs or zfs can)");
                return HasProjectQuota(info.DockerRootDir, mountInfo)
                    ? (true, "overlay2 on xfs with project quotas limits the size of a root disk")
                    : (false, $"overlay2 on xfs limits the size of a root disk only when {info.DockerRootDir} is mounted with pquota, which it is not");
            default:
                return (false, $"storage driver {info.Driver} cannot limit the size of a root disk");
        }
    }

    private static bool HasProjectQuota(string path, string mountInfo)
    {
        string? options = null;
        var longest = -1;
        foreach (var line in mountInfo.Split('\n'))
        {
            // 36 35 98:0 /root /mount/point rw,noatime shared:1 - xfs /dev/sda rw,prjquota   (proc(5))
            var fields = line.Split(' ');
            if (fields.Length < 10 || fields[4].Length <= longest || !IsBelow(path, fields[4]))
                continue;
            longest = fields[4].Length;
            options = fields[^1];
        }
        return options?.Split(',').Any(o => o is "prjquota" or "pquota") == true;
    }

    private static bool IsBelow(string path, string folder)
        => folder == "/" || path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);
}
