using System.Globalization;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>Room in the connection table that security groups use; when it is full new connections are dropped.</summary>
/// <param name="root">"/" but in tests.</param>
internal sealed class ConntrackCheck(string root = "/") : Check(CheckNames.Conntrack)
{
    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(root, "proc/sys/net/netfilter");
        if (!File.Exists(Path.Combine(folder, "nf_conntrack_max")))
            return [Finding.Ok("the kernel tracks no connections yet")];
        var most = await ReadAsync("nf_conntrack_max");
        var used = await ReadAsync("nf_conntrack_count");
        const string Advice = "sysctl net.netfilter.nf_conntrack_max to a multiple of it (and in /etc/sysctl.d)";
        if (used > most * 95 / 100)
            return [Finding.Failure($"{used} of {most} connections tracked: new ones are dropped", Advice)];
        return used > most * 3 / 4
            ? [Finding.Warning($"{used} of {most} connections tracked", Advice)]
            : [Finding.Ok($"{used} of {most} connections tracked")];

        async Task<long> ReadAsync(string name) =>
            long.Parse((await File.ReadAllTextAsync(Path.Combine(folder, name), cancellationToken)).Trim(), CultureInfo.InvariantCulture);
    }
}
