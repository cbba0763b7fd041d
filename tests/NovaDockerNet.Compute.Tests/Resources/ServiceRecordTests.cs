using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Resources;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Resources;

public class ServiceRecordTests
{
    [Theory]
    [InlineData("26", 64)]
    [InlineData("34", 74)]
    public async Task The_row_is_made_with_the_releases_version(string release, int version)
    {
        using var host = new HostFixture(release);

        await host.Service.EnsureAsync(host.Context, default);

        var made = host.Conductor.Actions.Single();
        Assert.Equal("Service.create", made.Name);
        Assert.Equal(version, made.Data.Value<int>("version"));
        Assert.Equal(["binary", "host", "report_count", "topic", "version"], made.Changes.Values<string>().Order(StringComparer.Ordinal));
        Assert.NotNull(host.Service.Id);
    }

    [Fact]
    public async Task An_old_row_gets_the_version_and_an_equal_one_is_left()
    {
        using var host = new HostFixture();
        await host.Service.EnsureAsync(host.Context, default);
        host.Conductor.Service!["version"] = 61;

        await host.Service.EnsureAsync(host.Context, default);
        await host.Service.EnsureAsync(host.Context, default);

        Assert.Equal(64, host.Conductor.Actions.Single(a => a.Name == "Service.save").Data.Value<int>("version"));
    }

    [Fact]
    public async Task Each_heartbeat_counts_and_failures_are_survived()
    {
        using var host = new HostFixture();
        await host.Service.EnsureAsync(host.Context, default);

        await host.Service.ReportAsync(default);
        host.Conductor.Failures["Service.save"] = new RpcTimeoutException("no reply");
        await host.Service.ReportAsync(default);
        host.Conductor.Failures["Service.save"] = new ServiceNotFound("1");
        await host.Service.ReportAsync(default);
        host.Conductor.Failures["Service.save"] = new InvalidOperationException("broken");
        await host.Service.ReportAsync(default);
        await host.Service.ReportAsync(default);

        // Counted on, as nova's, so that a report after a lost one still grows.
        Assert.Equal([1, 5], host.Conductor.Actions.Where(a => a.Name == "Service.save").Select(a => a.Data.Value<int>("report_count")));
        Assert.Contains(host.Log.Lines, l => l.Level == LogLevel.Warning && l.Message.StartsWith("Lost connection", StringComparison.Ordinal));
        Assert.Contains(host.Log.Lines, l => l.Level == LogLevel.Error && l.Message.Contains("is gone", StringComparison.Ordinal));
        Assert.Contains(host.Log.Lines, l => l.Message.StartsWith("Recovered", StringComparison.Ordinal));
        Assert.Equal(TimeSpan.Zero, host.Service.SinceLastReport);
    }

    [Fact]
    public async Task Heartbeats_come_at_once_and_then_at_the_interval()
    {
        using var host = new HostFixture();
        await host.Service.EnsureAsync(host.Context, default);
        using var stop = new CancellationTokenSource();
        var loop = host.Service.RunHeartbeatAsync(stop.Token);

        await Eventually.TrueAsync(() => host.Service.SinceLastReport is not null, "the first heartbeat");
        var first = host.Time.GetUtcNow();
        // Neither the interval nor the age goes by a clock that somebody sets.
        host.Time.SetWallClock(TimeSpan.FromHours(-1));
        Assert.Equal(TimeSpan.Zero, host.Service.SinceLastReport);
        await Eventually.TrueAsync(() =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            return host.Conductor.Count("Service.save") >= 2;
        }, "the second heartbeat");
        host.Time.SetWallClock(TimeSpan.FromHours(1));
        Assert.True(host.Time.GetUtcNow() - first >= TimeSpan.FromSeconds(9));
        // The save comes before the note that it went well.
        await Eventually.TrueAsync(() => host.Service.SinceLastReport < TimeSpan.FromSeconds(9), "the second heartbeat is the last report");

        await stop.CancelAsync();
        await loop;
    }

    [Fact]
    public async Task A_heartbeat_that_is_lost_does_not_hold_up_the_next()
    {
        using var host = new HostFixture();
        await host.Service.EnsureAsync(host.Context, default);
        host.Conductor.Lost.Add("Service.save");
        using var stop = new CancellationTokenSource();
        var loop = host.Service.RunHeartbeatAsync(stop.Token);
        await Eventually.TrueAsync(() => host.Conductor.Count("Service.save") == 1, "the first heartbeat");
        Assert.Null(host.Service.SinceLastReport);

        await Eventually.TrueAsync(() =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            return host.Service.SinceLastReport is not null;
        }, "the second heartbeat");
        Assert.Contains(host.Log.Lines, l => l.Level == LogLevel.Warning && l.Message.StartsWith("Lost connection", StringComparison.Ordinal));

        await stop.CancelAsync();
        await loop;
    }

    [Fact]
    public async Task The_release_is_that_of_the_conductor()
    {
        var conductor = new ScriptedConductor();
        conductor.Answers["Service.get_minimum_version"] = (_, _) => 72;
        using var log = new RecordingLoggerFactory();
        var detection = new ReleaseDetection(new ComputeOptions { Host = "h", StatePath = "/s" }, log.CreateLogger<ReleaseDetection>());

        Assert.Equal("33", (await detection.DetectAsync(conductor, RequestContext.Admin(), default)).Release);

        conductor.Answers["Service.get_minimum_version"] = (_, _) => 66;
        var e = await Assert.ThrowsAsync<UnsupportedReleaseException>(() => detection.DetectAsync(conductor, RequestContext.Admin(), default));
        Assert.Contains("[docker]nova_release", e.Message, StringComparison.Ordinal);
        var fixedOn = new ReleaseDetection(new ComputeOptions { Host = "h", StatePath = "/s", NovaRelease = "31" }, log.CreateLogger<ReleaseDetection>());
        Assert.Equal(68, (await fixedOn.DetectAsync(conductor, RequestContext.Admin(), default)).ServiceVersion);
    }
}
