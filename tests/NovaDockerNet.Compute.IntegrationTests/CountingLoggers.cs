using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace NovaDockerNet.Compute.IntegrationTests;

/// <summary>Counts the lines from Warning up, by request and in all; formats each, as a real log does, and keeps the last few.</summary>
sealed class CountingLoggers : ILoggerFactory, ILogger
{
    private const int Kept = 40;
    private readonly AsyncLocal<string?> _request = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _byRequest = new();
    private readonly ConcurrentQueue<string> _last = new();
    private long _lines;
    private volatile string _longest = "";

    public long Lines => Interlocked.Read(ref _lines);

    /// <summary>The longest message, without its stack trace.</summary>
    public string Longest => _longest;

    public IReadOnlyCollection<string> Last => _last;

    public IReadOnlyCollection<string> LinesOf(string? requestId) =>
        requestId is not null && _byRequest.TryGetValue(requestId, out var lines) ? lines : [];

    /// <summary>Forgets requests, not totals.</summary>
    public void ForgetRequests()
    {
        _byRequest.Clear();
        _last.Clear();
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        if (state is not IReadOnlyDictionary<string, object?> values || values.GetValueOrDefault("request_id") is not string request)
            return null;
        var before = _request.Value;
        _request.Value = request;
        return new Scope(() => _request.Value = before);
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        Interlocked.Increment(ref _lines);
        var text = formatter(state, exception);
        if (text.Length > _longest.Length)
            _longest = text;
        var line = $"{logLevel} {_request.Value}: {text} {exception}";
        line = line[..Math.Min(line.Length, 1_500)];
        if (_request.Value is { } request)
            _byRequest.GetOrAdd(request, static _ => new()).Enqueue(line);
        _last.Enqueue(line);
        while (_last.Count > Kept)
            _last.TryDequeue(out _);
    }

    public void Dispose()
    {
    }

    private sealed class Scope(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
