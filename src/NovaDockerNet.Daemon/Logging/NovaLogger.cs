using System.Globalization;
using Microsoft.Extensions.Logging;

namespace NovaDockerNet.Daemon.Logging;

/// <summary>The logger of one category.</summary>
internal sealed class NovaLogger(string name, LogLevel minimum, NovaLoggerProvider provider) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => provider.Scopes.Push(state);

    public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum && logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        provider.Scopes.ForEachScope(static (scope, into) => Collect(scope, into), fields);
        provider.Write(logLevel, name, formatter(state, exception), exception, fields);
    }

    private static void Collect(object? scope, Dictionary<string, string> into)
    {
        if (scope is not IEnumerable<KeyValuePair<string, object?>> pairs)
            return;
        foreach (var (key, value) in pairs)
        {
            if (value is not null)
                into[key] = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        }
    }
}
