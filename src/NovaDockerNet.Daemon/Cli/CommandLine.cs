using NovaDockerNet.Oslo.Config;

namespace NovaDockerNet.Daemon.Cli;

/// <summary>What was typed.</summary>
internal sealed record CommandLine(string Verb, IReadOnlyList<ConfigSource> Sources, bool Debug)
{
    public const string Serve = "serve";
    public const string Version = "version";
    public const string Help = "help";
    public const string SampleConfig = "sample-config";
    public const string FaultPoints = "fault-points";

    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        string? verb = null;
        var debug = false;
        List<ConfigSource> sources = [];
        for (var index = 0; index < arguments.Count; index++)
        {
            var (name, value) = Split(arguments[index]);
            switch (name)
            {
                case "--config-file" or "--config-dir":
                    value ??= ++index < arguments.Count ? arguments[index] : throw new CommandLineException($"{name} needs a path");
                    sources.Add(new ConfigSource(value, IsDirectory: name == "--config-dir"));
                    break;
                case "--debug" or "-d":
                    debug = true;
                    break;
                case "--nodebug":
                    debug = false;
                    break;
                case "--help" or "-h":
                    verb = Help;
                    break;
                case "--version":
                    verb = Version;
                    break;
                case Serve or Version or Help or SampleConfig or FaultPoints when verb is null:
                    verb = name;
                    break;
                default:
                    throw new CommandLineException($"unknown argument {arguments[index]}; see nova-docker-net --help");
            }
        }
        return new CommandLine(verb ?? Serve, sources, debug);
    }

    private static (string Name, string? Value) Split(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) && argument.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
            ? (argument[..equals], argument[(equals + 1)..])
            : (argument, null);
}
