namespace NovaDockerNet.Virt.Inventory;

/// <summary>A whole disk of this host.</summary>
/// <param name="Path">Its node, such as /dev/sda.</param>
/// <param name="Number">major:minor, as control groups name it.</param>
public sealed record BlockDevice(string Path, string Number)
{
    /// <summary>The disk that holds a folder: the kernel limits disks, not their partitions. Null when it is on none, such as NFS or memory.</summary>
    /// <param name="folder">An absolute path.</param>
    /// <param name="mountInfo">Text of /proc/self/mountinfo.</param>
    /// <param name="sysfs">/sys.</param>
    public static BlockDevice? Under(string folder, string mountInfo, string sysfs = "/sys")
    {
        if (MountOf(folder, mountInfo) is not { } mount)
            return null;
        // btrfs and others have numbers of their own, of no device; their source names one.
        var entry = mount.Source.StartsWith("/dev/", StringComparison.Ordinal) && mount.Number.StartsWith("0:", StringComparison.Ordinal)
            ? System.IO.Path.Combine(sysfs, "class/block", System.IO.Path.GetFileName(Resolved(mount.Source)))
            : System.IO.Path.Combine(sysfs, "dev/block", mount.Number);
        if (!Directory.Exists(entry))
            return null;
        var device = Resolved(entry);
        if (File.Exists(System.IO.Path.Combine(device, "partition")))
            device = System.IO.Path.GetDirectoryName(device)!;
        return new BlockDevice($"/dev/{System.IO.Path.GetFileName(device).Replace('!', '/')}", File.ReadAllText(System.IO.Path.Combine(device, "dev")).Trim());
    }

    private static string Resolved(string path)
    {
        FileSystemInfo link = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        return link.Exists && link.ResolveLinkTarget(returnFinalTarget: true) is { } target ? target.FullName : path;
    }

    private static (string Number, string Source)? MountOf(string folder, string mountInfo)
    {
        (string Number, string Source)? found = null;
        var longest = -1;
        foreach (var line in mountInfo.Split('\n'))
        {
            // 36 35 98:0 /root /mount/point rw,noatime shared:1 - ext4 /dev/sda1 rw   (proc(5)); of two on one point the later one counts.
            var fields = line.Split(' ');
            var separator = Array.IndexOf(fields, "-");
            if (separator < 6 || fields.Length < separator + 3 || fields[4].Length < longest || !IsBelow(folder, fields[4]))
                continue;
            longest = fields[4].Length;
            found = (fields[2], fields[separator + 2]);
        }
        return found;
    }

    private static bool IsBelow(string path, string folder)
        => folder == "/" || path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);
}
