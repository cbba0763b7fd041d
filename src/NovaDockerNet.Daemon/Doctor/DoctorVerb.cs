using System.Runtime.InteropServices;
using NovaDockerNet.Daemon.Cli;
using NovaDockerNet.Daemon.Configuration;
using NovaDockerNet.Daemon.Doctor.Checks;
using NovaDockerNet.Oslo.Config;

namespace NovaDockerNet.Daemon.Doctor;

/// <summary>nova-docker-net doctor. It works whether the service runs or not, and does not disturb it.</summary>
internal static class DoctorVerb
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    private const int Interrupted = 130;

    public static async Task<int> RunAsync(CommandLine commandLine, TextWriter output, TextWriter error)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return await RunAsync(commandLine, output, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await error.WriteLineAsync("nova-docker-net: interrupted");
            return Interrupted;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task<int> RunAsync(CommandLine commandLine, TextWriter output, CancellationToken cancellationToken)
    {
        var limit = commandLine.Timeout ?? DefaultTimeout;
        OsloConfig config;
        try
        {
            config = NovaConf.Load(commandLine, Environment.GetEnvironmentVariable("HOME"));
        }
        catch (OsloConfigException mistake)
        {
            // The host can be looked at without.
            return await PrintAsync(await new Examination(
                [new ConfigurationCheck(() => throw mistake), new KernelCheck(), new CgroupCheck(), new ProcessesCheck(perServer: 0), new ConntrackCheck()],
                limit, TimeProvider.System).RunAsync(cancellationToken));
        }
        await using var host = new DoctorHost(config, limit, TimeProvider.System);
        var report = (await new Examination(host.Checks(), limit, TimeProvider.System).RunAsync(cancellationToken)).Masked(host.Secrets.Mask);
        var code = await PrintAsync(report);
        return commandLine.Fix ? await FixAsync(commandLine, host, report, output, cancellationToken) : code;

        async Task<int> PrintAsync(DoctorReport report)
        {
            await output.WriteAsync(commandLine.Json ? report.ToJson() : report.ToText());
            return report.ExitCode;
        }
    }

    /// <summary>The exit code is that of the state afterwards.</summary>
    private static async Task<int> FixAsync(
        CommandLine commandLine, DoctorHost host, DoctorReport report, TextWriter output, CancellationToken cancellationToken)
    {
        if (report.Checks.Single(static check => check.Name == CheckNames.Leftovers).Worst == Verdict.NotChecked)
        {
            await output.WriteLineAsync("Nothing removed: leftovers could not be looked for, see above.");
            return report.ExitCode;
        }
        if (!await host.Removal(output).RunAsync(ConfirmAsync, cancellationToken))
            return report.ExitCode;
        var after = await new LeftoversCheck(host.FindLeftoversAsync).RunAsync(cancellationToken);
        return new DoctorReport(
            [.. report.Checks.Select(check => check.Name == CheckNames.Leftovers ? check with { Findings = after } : check)]).ExitCode;

        async Task<bool> ConfirmAsync(int count)
        {
            if (commandLine.Yes)
                return true;
            if (Console.IsInputRedirected)
            {
                await output.WriteLineAsync("--yes says that you mean it; there is no terminal to ask at.");
                return false;
            }
            await output.WriteAsync($"Remove {(count == 1 ? "it" : $"these {count}")}? [y/N] ");
            return (await Console.In.ReadLineAsync(cancellationToken))?.Trim() is "y" or "Y" or "yes";
        }
    }
}
