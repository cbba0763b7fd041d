using System.Globalization;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>Namespaces, overlay, and kernels known to be bad at them. namespaces(7).</summary>
/// <param name="root">"/" but in tests.</param>
internal sealed class KernelCheck(string root = "/") : Check(CheckNames.Kernel)
{
    private const int FewNamespaces = 1024;
    private static readonly string[] s_namespaces = ["cgroup", "ipc", "mnt", "net", "pid", "uts"];
    private static readonly Version s_oldest = new(4, 15);

    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        var release = (await ReadAsync("proc/sys/kernel/osrelease", cancellationToken)).Trim();
        var missing = s_namespaces.Where(name => !Path.Exists(Path.Combine(root, "proc/self/ns", name))).ToList();
        if (missing.Count > 0)
            findings.Add(Finding.Failure($"the kernel has no {string.Join(", ", missing)} namespaces", "run a kernel built with CONFIG_NAMESPACES and all kinds below it"));
        if (Parse(release) is { } version && version < s_oldest)
        {
            findings.Add(Finding.Warning(
                $"Linux {release} is known to lose network namespaces (\"unregister_netdevice: waiting for lo to become free\")", $"update to {s_oldest} or later"));
        }
        foreach (var kind in new[] { "net", "mnt", "pid" })
        {
            var file = $"proc/sys/user/max_{kind}_namespaces";
            if (File.Exists(Path.Combine(root, file)) && Number(await ReadAsync(file, cancellationToken)) is var most && most < FewNamespaces)
            {
                var advice = $"sysctl user.max_{kind}_namespaces=65536; each server needs one";
                findings.Add(most == 0
                    ? Finding.Failure($"user.max_{kind}_namespaces is 0: no server can start", advice)
                    : Finding.Warning($"user.max_{kind}_namespaces is {most}", advice));
            }
        }
        if (findings.Count == 0)
            findings.Add(Finding.Ok($"Linux {release}, all namespaces"));
        return findings;
    }

    internal static Version? Parse(string release) =>
        Version.TryParse(string.Join('.', release.Split('.', '-', '+').Take(2)), out var version) ? version : null;

    private Task<string> ReadAsync(string file, CancellationToken cancellationToken) => File.ReadAllTextAsync(Path.Combine(root, file), cancellationToken);

    private static long Number(string text) => long.Parse(text.Trim(), CultureInfo.InvariantCulture);
}
