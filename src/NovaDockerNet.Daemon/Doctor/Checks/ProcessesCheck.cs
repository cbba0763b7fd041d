using System.Globalization;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>Room for processes and threads: pid_max holds for all servers together. proc_sys_kernel(5).</summary>
/// <param name="perServer">[docker] pids_limit.</param>
/// <param name="root">"/" but in tests.</param>
internal sealed class ProcessesCheck(int perServer, string root = "/") : Check(CheckNames.Processes)
{
    private const int ServersAtLeast = 16;

    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var most = long.Parse((await File.ReadAllTextAsync(Path.Combine(root, "proc/sys/kernel/pid_max"), cancellationToken)).Trim(), CultureInfo.InvariantCulture);
        // 0.20 0.18 0.12 1/80 11206: the second number behind the slash counts processes and threads.
        var load = (await File.ReadAllTextAsync(Path.Combine(root, "proc/loadavg"), cancellationToken)).Split(' ');
        var used = long.Parse(load[3].Split('/')[1], CultureInfo.InvariantCulture);
        const string Advice = "sysctl kernel.pid_max=4194304 (and in /etc/sysctl.d)";
        if (used > most * 9 / 10)
            return [Finding.Failure($"{used} of {most} process ids are in use: no server can start soon", Advice)];
        if (used > most / 2)
            return [Finding.Warning($"{used} of {most} process ids are in use", Advice)];
        if (perServer > 0 && most < (long)perServer * ServersAtLeast)
            return [Finding.Warning($"kernel.pid_max is {most}: {most / perServer} servers with [docker] pids_limit = {perServer} processes can use it up", Advice)];
        return [Finding.Ok($"{used} of {most} process ids in use")];
    }
}
