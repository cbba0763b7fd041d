using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace NovaDockerNet.TestKit;

/// <summary>Keeps every log line, so that a test can assert on them or print them when it fails.</summary>
public sealed class RecordingLoggerFactory : ILoggerFactory
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyList<LogLine> Lines => [.. _lines];

    /// <summary>Lines of at least this level.</summary>
    public IReadOnlyList<LogLine> AtLeast(LogLevel level) => [.. _lines.Where(line => line.Level >= level)];

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("this factory only records");

    public void Dispose()
    {
    }

    public override string ToString() => string.Join('\n', _lines.Select(line => $"{line.Level} {line.Category}: {line.Message} {line.Exception}"));

    public sealed record LogLine(LogLevel Level, string Category, string Message, Exception? Exception);

    private sealed class Recorder(RecordingLoggerFactory owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner._lines.Enqueue(new LogLine(logLevel, category, formatter(state, exception), exception));
    }
}
