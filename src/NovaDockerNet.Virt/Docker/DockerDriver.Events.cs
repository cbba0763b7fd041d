using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using NovaDockerNet.DockerEngine;
using NovaDockerNet.DockerEngine.Systems;
using NovaDockerNet.Virt.Guests;
using NovaDockerNet.Virt.Plans;
using NovaDockerNet.Virt.Telemetry;

namespace NovaDockerNet.Virt.Docker;

public sealed partial class DockerDriver
{
    private static readonly TimeSpan FirstReconnectDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestReconnectDelay = TimeSpan.FromSeconds(30);

    public async IAsyncEnumerable<GuestLifecycleEvent> WatchAsync(Action connected, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var delay = FirstReconnectDelay;
        var again = false;
        while (true)
        {
            await using var session = await WatchSession.OpenAsync(this, cancellationToken);
            if (session.Failure is null)
            {
                if (again)
                    VirtTelemetry.EventReconnects.Add(1);
                again = true;
                connected();
            }
            while (await session.NextAsync(cancellationToken) is { } e)
            {
                delay = FirstReconnectDelay;
                yield return e;
            }
            cancellationToken.ThrowIfCancellationRequested();
            LogEventsBroken(session.Failure ?? "the daemon closed the stream", delay.TotalSeconds);
            await Task.Delay(delay, time, cancellationToken);
            delay = delay * 2 < LongestReconnectDelay ? delay * 2 : LongestReconnectDelay;
        }
    }

    private static GuestLifecycleEvent? Translate(DockerEvent e)
    {
        GuestEventKind? kind = e.Action switch
        {
            "start" => GuestEventKind.Started,
            "die" => GuestEventKind.Stopped,
            "pause" => GuestEventKind.Paused,
            "unpause" => GuestEventKind.Resumed,
            "oom" => GuestEventKind.OutOfMemory,
            "destroy" => GuestEventKind.Removed,
            _ => null,
        };
        if (kind is not { } known || !e.Actor.Attributes.TryGetValue(GuestLabels.InstanceUuid, out var uuid))
            return null;
        int? exitCode = int.TryParse(e.Actor.Attributes.GetValueOrDefault("exitCode"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code)
            ? code
            : null;
        return new GuestLifecycleEvent(uuid, known, DateTimeOffset.UnixEpoch.AddTicks(e.TimeNano / 100), exitCode);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Docker's events broke off, trying again in {Seconds} s: {Reason}")]
    private partial void LogEventsBroken(string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Following Docker's events")]
    private partial void LogFollowing();

    /// <summary>One subscription: the stream, then null with the reason. (An iterator cannot yield inside a try with a catch.)</summary>
    private sealed class WatchSession : IAsyncDisposable
    {
        private DockerEventStream? _stream;
        private IAsyncEnumerator<DockerEvent>? _events;

        public string? Failure { get; private set; }

        public static async Task<WatchSession> OpenAsync(DockerDriver driver, CancellationToken cancellationToken)
        {
            var session = new WatchSession();
            try
            {
                var filters = new Dictionary<string, IReadOnlyList<string>>(GuestLabels.Filter(driver.Host)) { ["type"] = ["container"] };
                session._stream = await driver.Engine.System.EventsAsync(new EventsParameters { Filters = filters }, cancellationToken);
                driver.LogFollowing();
                session._events = session._stream.GetAsyncEnumerator(cancellationToken);
            }
            catch (DockerException e)
            {
                session.Failure = e.Message;
            }
            catch
            {
                await session.DisposeAsync();
                throw;
            }
            return session;
        }

        public async Task<GuestLifecycleEvent?> NextAsync(CancellationToken cancellationToken)
        {
            try
            {
                while (_events is not null && await _events.MoveNextAsync())
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (Translate(_events.Current) is { } e)
                        return e;
                }
            }
            catch (DockerConnectionException e)
            {
                Failure = e.Message;
            }
            return null;
        }

        public async ValueTask DisposeAsync()
        {
            if (_events is not null)
                await _events.DisposeAsync();
            _stream?.Dispose();
        }
    }
}
