using NovaDockerNet.Compute.Reconcile;
using NovaDockerNet.Virt.Traces;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>What is on this host and should not be, by what Nova says.</summary>
internal sealed class LeftoversCheck(Func<CancellationToken, Task<IReadOnlyList<Leftover>>> find)
    : Check(CheckNames.Leftovers, CheckNames.Docker, CheckNames.OpenVSwitch, CheckNames.Release)
{
    private const int Shown = 10;

    // A trial's own namespace is none.
    public override IReadOnlyList<string> After => [CheckNames.TrialStart];

    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var found = await find(cancellationToken);
        if (found.Count == 0)
            return [Finding.Ok("none")];
        List<Finding> findings = [.. found.Take(Shown).Select(static leftover => Finding.Warning(leftover.ToString(), Advise(leftover)))];
        if (found.Count > Shown)
            findings.Add(Finding.Warning($"{found.Count - Shown} more", "they show when these are gone"));
        return findings;
    }

    private static string Advise(Leftover leftover) =>
        (leftover.IsCertain ? "remove: " : "remove it only if you know it is nobody's: ") + string.Join("; ", leftover.Traces.Select(static trace => trace.Kind switch
        {
            HostTraceKind.Container => $"docker rm -f {trace.Name}",
            HostTraceKind.SwitchPort => $"ovs-vsctl del-port {trace.Name}",
            HostTraceKind.Namespace => $"umount {trace.Name}; rm {trace.Name}",
            HostTraceKind.ContainerBinding => $"rm netns-by-container/{trace.Name} below [docker] run_dir",
            HostTraceKind.InstanceFolder => $"rm -r {trace.Name}",
            _ => $"rm {trace.Name}",
        }));
}
