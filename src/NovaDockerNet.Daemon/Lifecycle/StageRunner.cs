using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace NovaDockerNet.Daemon.Lifecycle;

/// <summary>Starts the stages one after the other and stops them in reverse, each within its limit.</summary>
internal sealed partial class StageRunner(IReadOnlyList<Stage> stages, SystemdNotifier systemd, TimeProvider time, ILogger<StageRunner> logger)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan s_defaultStopLimit = TimeSpan.FromSeconds(10);
    private readonly Stack<Stage> _started = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _watchdog = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var stage in stages)
        {
            systemd.Status("Starting: " + stage.Name);
            var began = time.GetTimestamp();
            // It may get only half-way.
            _started.Push(stage);
            try
            {
                await stage.StartAsync(cancellationToken);
            }
            catch (Exception failure)
            {
                if (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
                    LogStartFailed(IsOurs(failure) ? null : failure, stage.Name, failure.Message);
                await StopStartedAsync();
                throw;
            }
            LogStarted(stage.Name, time.GetElapsedTime(began).TotalMilliseconds);
        }
        systemd.Ready("Serving");
        LogReady();
        if (systemd.WatchdogInterval is { } interval)
            _watchdog = KeepAliveAsync(interval / 2, _stopping.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        systemd.Stopping();
        LogStopping();
        // The watchdog is fed to the end: finishing what is in flight may take longer than its interval.
        await StopStartedAsync();
        await _stopping.CancelAsync();
        await _watchdog;
        LogStopped();
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>Our own exceptions tell the operator what to do; others are surprises, whose stack says where.</summary>
    private static bool IsOurs(Exception failure) =>
        failure.GetType().Assembly.GetName().Name is { } name && (name.StartsWith("NovaDockerNet", StringComparison.Ordinal) || name == "OVSDB.Net");

    private async Task StopStartedAsync()
    {
        while (_started.TryPop(out var stage))
        {
            if (stage.StopAsync is null)
                continue;
            var limit = stage.StopLimit ?? s_defaultStopLimit;
            using var expired = new CancellationTokenSource(limit, time);
            try
            {
                await stage.StopAsync(expired.Token).WaitAsync(limit, time, CancellationToken.None);
            }
            catch (Exception failure) when (failure is TimeoutException or OperationCanceledException)
            {
                LogStopTimedOut(stage.Name, limit.TotalSeconds);
            }
            catch (Exception failure)
            {
                // One stage's trouble must not keep the ones below it from being closed.
                LogStopFailed(failure, stage.Name);
            }
        }
    }

    private async Task KeepAliveAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            do
                systemd.Alive();
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Started: {Stage} ({Milliseconds:0} ms)")]
    private partial void LogStarted(string stage, double milliseconds);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Cannot start: {Stage}: {Reason}")]
    private partial void LogStartFailed(Exception? exception, string stage, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "nova-docker-net is ready")]
    private partial void LogReady();

    [LoggerMessage(Level = LogLevel.Information, Message = "nova-docker-net is stopping")]
    private partial void LogStopping();

    [LoggerMessage(Level = LogLevel.Information, Message = "nova-docker-net has stopped")]
    private partial void LogStopped();

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Stage} did not stop within {Seconds} s; going on without it")]
    private partial void LogStopTimedOut(string stage, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Stage} failed to stop")]
    private partial void LogStopFailed(Exception exception, string stage);
}
