using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace NovaDockerNet.Daemon.Logging;

/// <summary>Writes every enabled message, formatted as Nova's, to each sink.</summary>
internal sealed class NovaLoggerProvider(LogSettings settings, IReadOnlyList<ILogSink> sinks, TimeProvider time) : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentDictionary<string, NovaLogger> _loggers = new(StringComparer.Ordinal);

    public IExternalScopeProvider Scopes { get; private set; } = new LoggerExternalScopeProvider();

    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(
        categoryName, name => new NovaLogger(name, settings.Levels.MinimumFor(name, settings.Debug), this));

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => Scopes = scopeProvider;

    public void Write(LogLevel level, string logger, string message, Exception? exception, IReadOnlyDictionary<string, string> fields)
    {
        var text = settings.Format.Format(new LogRecord(time.GetLocalNow(), level, logger, message, exception, fields));
        foreach (var sink in sinks)
            sink.Write(level, text);
    }

    public void Dispose()
    {
        foreach (var sink in sinks)
            sink.Dispose();
    }
}
