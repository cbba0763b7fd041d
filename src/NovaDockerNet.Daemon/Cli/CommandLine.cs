using System.Globalization;
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
    public const string Doctor = "doctor";

    /// <summary>doctor: print JSON.</summary>
    public bool Json { get; private init; }

    /// <summary>doctor: remove leftovers.</summary>
    public bool Fix { get; private init; }

    /// <summary>doctor --fix: without asking.</summary>
    public bool Yes { get; private init; }

    /// <summary>doctor: limit of each check.</summary>
    public TimeSpan? Timeout { get; private init; }

    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        string? verb = null;
        var debug = false;
        var (json, fix, yes) = (false, false, false);
        TimeSpan? timeout = null;
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
                case "--json":
                    json = true;
                    break;
                case "--fix":
                    fix = true;
                    break;
                case "--yes" or "-y":
                    yes = true;
                    break;
                case "--timeout":
                    value ??= ++index < arguments.Count ? arguments[index] : null;
                    timeout = double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 3600
                        ? TimeSpan.FromSeconds(seconds)
                        : throw new CommandLineException("--timeout needs a number of seconds");
                    break;
                case "--help" or "-h":
                    verb = Help;
                    break;
                case "--version":
                    verb = Version;
                    break;
                case Serve or Version or Help or SampleConfig or FaultPoints or Doctor when verb is null:
                    verb = name;
                    break;
                default:
                    throw new CommandLineException($"unknown argument {arguments[index]}; see nova-docker-net --help");
            }
        }
        if (verb is not (Doctor or Help) && (json || fix || yes || timeout is not null))
            throw new CommandLineException("--json, --fix, --yes and --timeout are options of nova-docker-net doctor");
        if (fix && json)
            throw new CommandLineException("--fix shows what it removes as text: --json goes with a doctor of its own");
        if (yes && !fix)
            throw new CommandLineException("--yes goes with --fix");
        return new CommandLine(verb ?? Serve, sources, debug) { Json = json, Fix = fix, Yes = yes, Timeout = timeout };
    }

    private static (string Name, string? Value) Split(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) && argument.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
            ? (argument[..equals], argument[(equals + 1)..])
            : (argument, null);
}
