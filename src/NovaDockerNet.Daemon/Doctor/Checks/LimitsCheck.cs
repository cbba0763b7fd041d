using NovaDockerNet.DockerEngine.Systems;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>What Docker cannot limit on this host.</summary>
internal sealed class LimitsCheck(Func<CancellationToken, Task<SystemInfo>> docker) : Check(CheckNames.Limits, CheckNames.Docker)
{
    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var info = await docker(cancellationToken);
        List<Finding> findings = [];
        if (!info.MemoryLimit)
            findings.Add(Finding.Failure("memory is not limited: one server can take all of the host's", "boot with cgroup_enable=memory"));
        if (!info.SwapLimit)
            findings.Add(Finding.Warning("swap accounting is off: a server can swap beyond its flavor", "boot with swapaccount=1, or run the host without swap"));
        if (!info.CpuCfsQuota)
            findings.Add(Finding.Warning("no CPU quota: a server can use more than its vcpus", "run a kernel with CONFIG_CFS_BANDWIDTH"));
        if (!info.PidsLimit)
            findings.Add(Finding.Warning("processes are not limited: one server can use up pid_max", "enable the pids controller of cgroups"));
        return findings.Count == 0 ? [Finding.Ok("memory, swap, CPU and processes of servers are limited")] : findings;
    }
}
