using Microsoft.Extensions.Logging;
using NovaDockerNet.Objects;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>
/// Runs each task at its interval, never twice at once; a run that fails is logged and the next one comes. nova: oslo_service/periodic_task.py,
/// where all tasks wait for each other; here a slow one delays only itself.
/// </summary>
public sealed partial class PeriodicRunner(
    IReadOnlyList<PeriodicTask> tasks, PeriodicOptions options, TimeProvider time, ILogger<PeriodicRunner> logger)
{
    // nova: _nearest_boundary adds up to 5 % of the spacing, so that hosts started together drift apart.
    private const double Jitter = 0.05;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!options.PeriodicEnable)
        {
            LogOff();
            return;
        }

        try
        {
            await Task.Delay(options.PeriodicFuzzyDelay * Random.Shared.NextDouble(), time, cancellationToken);
            await Task.WhenAll(tasks.Where(t => t.IsEnabled).Select(t => LoopAsync(t, cancellationToken)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    private async Task LoopAsync(PeriodicTask task, CancellationToken cancellationToken)
    {
        // By the monotonic clock, as oslo_service: a wall clock set back would put the next run off by as much.
        var start = time.GetTimestamp();
        var epoch = time.GetUtcNow();
        var due = epoch;
        if (task.RunImmediately)
            await RunOnceAsync(task, cancellationToken);
        while (true)
        {
            var now = epoch + time.GetElapsedTime(start);
            due = NextAfter(now, due, task.Spacing);
            await Task.Delay(due - now + (task.Spacing * Jitter * Random.Shared.NextDouble()), time, cancellationToken);
            await RunOnceAsync(task, cancellationToken);
        }
    }

    /// <summary>The first multiple of the spacing that is still to come: a run that took long skips turns instead of catching up.</summary>
    internal static DateTimeOffset NextAfter(DateTimeOffset now, DateTimeOffset due, TimeSpan spacing)
    {
        var turns = Math.Max(1, Math.Ceiling((now - due) / spacing));
        return due + (spacing * turns);
    }

    internal async Task RunOnceAsync(PeriodicTask task, CancellationToken cancellationToken)
    {
        var context = RequestContext.Admin(time: time);
        using var scope = logger.BeginScope(new Dictionary<string, object?> { ["request_id"] = context.RequestId });
        try
        {
            LogRunning(task.Name);
            await task.Run(context, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(e, task.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Periodic tasks are off ([DEFAULT]periodic_enable)")]
    private partial void LogOff();

    [LoggerMessage(Level = LogLevel.Debug, Message = "Running periodic task {Task}")]
    private partial void LogRunning(string task);

    [LoggerMessage(Level = LogLevel.Error, Message = "Error during {Task}")]
    private partial void LogFailed(Exception exception, string task);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Periodic tasks stopped")]
    private partial void LogStopped();
}
