using Microsoft.Extensions.Logging;
using Newtonsoft.Json;
using NovaDockerNet.DockerEngine;

namespace NovaDockerNet.Virt.Docker;

/// <summary>
/// Makes a call to Docker again when its daemon went away under it, as soon as the next daemon answers: an upgrade of Docker takes seconds, and
/// a build that is a minute under way should not be lost to it.
/// </summary>
/// <param name="limit">How long one call may wait in all.</param>
sealed partial class EnginePatience(DockerEngineClient docker, TimeSpan limit, TimeProvider time, ILogger logger)
{
    // Shorter than any daemon takes to start; a dying one that still answers a ping costs a few rounds.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>What dockerd answers while it ends, or while its containerd does; a daemon that lives says none of it.</summary>
    private static readonly string[] LastWords =
    [
        "transport is closing", "client connection is closing", "error reading from server", "connection error: desc", "ttrpc: closed",
        "containerd.sock: connect:", "connect: connection refused", "connection reset by peer", "context canceled", "server is shutting down",
        "broken pipe", "daemon is shutting down",
    ];

    private int _losses;

    /// <summary>How often a call found its daemon gone. When it has changed, containers may have been stopped by a restart.</summary>
    public int Losses => Volatile.Read(ref _losses);

    /// <summary>Whether the daemon went away, or is about to: the next one may well do what this one did not.</summary>
    public static bool IsGone(Exception exception) => exception switch
    {
        // A daemon that hangs is no daemon that went away: another wait of that length helps nobody. Nor is one whose whole answer cannot be read.
        DockerConnectionException { InnerException: OperationCanceledException or JsonException } => false,
        DockerConnectionException => true,
        DockerNotFoundException => false,
        DockerOperationException refused => Array.Exists(LastWords, words => refused.DaemonMessage.Contains(words, StringComparison.Ordinal)),
        _ => false,
    };

    /// <param name="what">For the log: "create the container of ...".</param>
    /// <param name="call">Must bear being made twice, or <paramref name="beforeRepeat"/> makes it bear it.</param>
    /// <param name="beforeRepeat">Takes back what a call may have done whose answer was lost.</param>
    public async Task<T> CallAsync<T>(
        string what, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken, Func<CancellationToken, Task>? beforeRepeat = null)
    {
        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (attempt > 1 && beforeRepeat is not null)
                    await beforeRepeat(cancellationToken);
                return await call(cancellationToken);
            }
            catch (DockerException e) when (IsGone(e) && time.GetElapsedTime(started) < limit)
            {
                Interlocked.Increment(ref _losses);
                if (attempt == 1)
                    LogGone(what, limit.TotalSeconds, e.Message);
                else
                    LogStillGone(what, attempt, e.Message);
            }
            await WaitForEngineAsync(started, cancellationToken);
        }
    }

    public Task CallAsync(string what, Func<CancellationToken, Task> call, CancellationToken cancellationToken) => CallAsync(
        what,
        async token =>
        {
            await call(token);
            return true;
        },
        cancellationToken);

    /// <summary>Returns when a daemon answers, or when the time is up: then the call itself says what is wrong.</summary>
    private async Task WaitForEngineAsync(long started, CancellationToken cancellationToken)
    {
        do
        {
            await Task.Delay(PollInterval, time, cancellationToken);
            try
            {
                await docker.System.PingAsync(cancellationToken);
                return;
            }
            catch (DockerException e)
            {
                LogNoAnswer(e.Message);
            }
        }
        while (time.GetElapsedTime(started) < limit);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Docker went away ({What}); waiting up to {Seconds} s for it to come back: {Reason}")]
    private partial void LogGone(string what, double seconds, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Docker is still not back ({What}, attempt {Attempt}): {Reason}")]
    private partial void LogStillGone(string what, int attempt, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Docker does not answer yet: {Reason}")]
    private partial void LogNoAnswer(string reason);
}
