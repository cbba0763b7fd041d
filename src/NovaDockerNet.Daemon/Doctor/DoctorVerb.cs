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
            var report = await ExamineAsync(commandLine, stop.Token);
            await output.WriteAsync(commandLine.Json ? report.ToJson() : report.ToText());
            return report.ExitCode;
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

    internal static async Task<DoctorReport> ExamineAsync(CommandLine commandLine, CancellationToken cancellationToken)
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
            return await new Examination(
                [new ConfigurationCheck(() => throw mistake), new KernelCheck(), new CgroupCheck(), new ProcessesCheck(perServer: 0), new ConntrackCheck()],
                limit, TimeProvider.System).RunAsync(cancellationToken);
        }
        await using var host = new DoctorHost(config, limit, TimeProvider.System);
        return (await new Examination(host.Checks(), limit, TimeProvider.System).RunAsync(cancellationToken)).Masked(host.Secrets.Mask);
    }
}
