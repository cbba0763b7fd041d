namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>Version and controllers of control groups. cgroups(7).</summary>
/// <param name="root">"/" but in tests.</param>
internal sealed class CgroupCheck(string root = "/") : Check(CheckNames.Cgroups)
{
    private static readonly string[] s_v1 = ["blkio", "cpu", "cpuset", "devices", "freezer", "memory", "pids"];
    private static readonly string[] s_v2 = ["cpu", "cpuset", "io", "memory", "pids"];

    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var unified = Path.Combine(root, "sys/fs/cgroup/cgroup.controllers");
        var (version, wanted, present) = File.Exists(unified)
            ? (2, s_v2, (await File.ReadAllTextAsync(unified, cancellationToken)).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
            : (1, s_v1, Enabled(await File.ReadAllLinesAsync(Path.Combine(root, "proc/cgroups"), cancellationToken)));
        var missing = wanted.Except(present).ToList();
        return missing.Count == 0
            ? [Finding.Ok($"version {version} with {string.Join(", ", wanted)}")]
            :
            [
                Finding.Failure(
                    $"version {version} without {string.Join(", ", missing)}: servers would run without these limits",
                    version == 1 ? "boot without cgroup_disable= of them, and mount them below /sys/fs/cgroup" : "enable them in cgroup.subtree_control of the root group"),
            ];
    }

    // #subsys_name hierarchy num_cgroups enabled
    private static string[] Enabled(IEnumerable<string> lines) =>
        [.. lines.Select(static line => line.Split('\t', ' ')).Where(static fields => fields is [_, _, _, "1"]).Select(static fields => fields[0])];
}
