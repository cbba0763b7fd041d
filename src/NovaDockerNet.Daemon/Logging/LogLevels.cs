using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace NovaDockerNet.Daemon.Logging;

/// <summary>default_log_levels: the longest name that a logger's name begins with decides.</summary>
internal sealed class LogLevels
{
    private readonly ImmutableArray<KeyValuePair<string, LogLevel>> _rules;

    private LogLevels(IEnumerable<KeyValuePair<string, LogLevel>> rules) => _rules = [.. rules.OrderByDescending(static rule => rule.Key.Length)];

    public static LogLevels Parse(IReadOnlyList<string> rules) => new(rules.Select(static rule => rule.Split('=', 2) switch
    {
        [var name, var level] => KeyValuePair.Create(name.Trim(), Level(level.Trim())),
        _ => throw new FormatException($"'{rule}' is not of the form logger=LEVEL"),
    }));

    public LogLevel MinimumFor(string logger, bool debug)
    {
        foreach (var (name, level) in _rules)
        {
            if (logger.StartsWith(name, StringComparison.Ordinal) && (logger.Length == name.Length || logger[name.Length] == '.'))
                return level;
        }
        return debug ? LogLevel.Debug : LogLevel.Information;
    }

    private static LogLevel Level(string name) => name.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "INFO" or "NOTSET" => LogLevel.Information,
        "WARN" or "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "CRITICAL" or "FATAL" => LogLevel.Critical,
        _ => throw new FormatException($"'{name}' is no log level; use TRACE, DEBUG, INFO, WARN, ERROR or CRITICAL"),
    };
}
