namespace NovaDockerNet.Virt.Guests;

/// <summary>Where a process's control group of one controller is mounted on this host. cgroups(7), proc(5).</summary>
/// <param name="Unified">cgroup v2.</param>
sealed record ControlGroup(string Path, bool Unified)
{
    /// <summary>Null when the controller is not mounted, or the group lies outside of what is.</summary>
    /// <param name="processGroups">Text of /proc/PID/cgroup.</param>
    /// <param name="mountInfo">Text of /proc/self/mountinfo.</param>
    public static ControlGroup? Find(string controller, string processGroups, string mountInfo)
    {
        string? unified = null;
        foreach (var line in processGroups.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // 4:memory:/docker/ID or, unified, 0::/system.slice/docker-ID.scope
            var fields = line.Split(':', 3);
            if (fields.Length != 3)
                continue;
            if (fields[1].Split(',').Contains(controller))
                return Mounted("cgroup", controller, fields[2], mountInfo) is { } path ? new ControlGroup(path, Unified: false) : null;
            if (fields is ["0", "", _])
                unified = fields[2];
        }
        return unified is not null && Mounted("cgroup2", null, unified, mountInfo) is { } found ? new ControlGroup(found, Unified: true) : null;
    }

    private static string? Mounted(string type, string? controller, string group, string mountInfo)
    {
        foreach (var line in mountInfo.Split('\n'))
        {
            // 36 35 98:0 /root /mount/point rw,noatime shared:1 - cgroup cgroup rw,memory
            var fields = line.Split(' ');
            var separator = Array.IndexOf(fields, "-");
            if (separator < 6 || fields.Length < separator + 4 || fields[separator + 1] != type)
                continue;
            if (controller is not null && !fields[separator + 3].Split(',').Contains(controller))
                continue;
            var root = fields[3];
            if (root == "/")
                return fields[4] + group;
            if (group == root || group.StartsWith(root + "/", StringComparison.Ordinal))
                return fields[4] + group[root.Length..];
        }
        return null;
    }
}
