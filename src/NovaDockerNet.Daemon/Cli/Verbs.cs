using System.Reflection;
using NovaDockerNet.Compute;
using NovaDockerNet.Daemon.Composition;
using NovaDockerNet.Daemon.Configuration;
using NovaDockerNet.Daemon.Doctor;
using NovaDockerNet.FaultPoints;
using NovaDockerNet.Networking;
using NovaDockerNet.Oslo.Config;
using NovaDockerNet.Virt;

namespace NovaDockerNet.Daemon.Cli;

/// <summary>What each verb does; the result is the exit code.</summary>
internal static class Verbs
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        try
        {
            var commandLine = CommandLine.Parse(arguments);
            switch (commandLine.Verb)
            {
                case CommandLine.Help:
                    await output.WriteAsync(HelpText.Usage);
                    return 0;
                case CommandLine.Version:
                    await output.WriteLineAsync(ProductVersion);
                    return 0;
                case CommandLine.SampleConfig:
                    await output.WriteAsync(SampleWriter.Write(NovaConf.Registry));
                    return 0;
                case CommandLine.FaultPoints:
                    foreach (var point in AllFaultPoints)
                        await output.WriteLineAsync(point.ToString());
                    return 0;
                case CommandLine.Doctor:
                    return await DoctorVerb.RunAsync(commandLine, output, error);
                default:
                    FaultSwitch.TurnOn(Environment.GetEnvironmentVariable, AllFaultPoints, error);
                    return await NovaComputeHost.RunAsync(NovaConf.Load(commandLine, Environment.GetEnvironmentVariable("HOME")));
            }
        }
        catch (Exception mistake) when (mistake is CommandLineException or OsloConfigException or FaultSwitchException)
        {
            await error.WriteLineAsync("nova-docker-net: " + mistake.Message.ReplaceLineEndings(" "));
            return mistake is CommandLineException ? 2 : 1;
        }
    }

    internal static IReadOnlyList<FaultPoint> AllFaultPoints => [.. ComputeFaultPoints.All, .. DriverFaultPoints.All, .. NetworkFaultPoints.All];

    public static string ProductVersion =>
        typeof(Verbs).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
