using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Periodic;
using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Periodic;

public sealed class PeriodicRunnerTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLoggerFactory _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_task_runs_again_after_a_failure_and_never_twice_at_once()
    {
        var runs = 0;
        var atOnce = 0;
        var most = 0;
        using var stop = new CancellationTokenSource();
        var runner = Runner(new PeriodicTask("t", TimeSpan.FromSeconds(10), true, async (_, ct) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref atOnce));
            await Task.Delay(TimeSpan.FromSeconds(25), _time, ct);
            Interlocked.Decrement(ref atOnce);
            if (Interlocked.Increment(ref runs) == 1)
                throw new InvalidOperationException("first");
        }));
        var loop = runner.RunAsync(stop.Token);

        await Eventually.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return runs >= 3;
        }, "three runs");
        await stop.CancelAsync();
        await loop;

        Assert.Equal(1, most);
        Assert.Contains(_log.AtLeast(LogLevel.Error), l => l.Message == "Error during t");
    }

    [Fact]
    public async Task A_task_waits_one_interval_unless_it_runs_immediately_and_negative_is_never()
    {
        var ran = new List<string>();
        using var stop = new CancellationTokenSource();
        var loop = Runner(Named("at once", 60, true), Named("later", 60, false), Named("never", -1, true)).RunAsync(stop.Token);

        await Eventually.TrueAsync(() => ran.Count > 0, "the first run");
        Assert.Equal(["at once"], ran);
        await Eventually.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return ran.Contains("later");
        }, "the later run");
        await stop.CancelAsync();
        await loop;
        Assert.DoesNotContain("never", ran);

        PeriodicTask Named(string name, int seconds, bool immediately) => new(name, TimeSpan.FromSeconds(seconds), immediately, (_, _) =>
        {
            lock (ran)
                ran.Add(name);
            return Task.CompletedTask;
        });
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(59, 60)]
    [InlineData(61, 120)]
    [InlineData(200, 240)]
    public void A_long_run_skips_turns(int now, int next)
    {
        var start = DateTimeOffset.UnixEpoch;

        Assert.Equal(start.AddSeconds(next), PeriodicRunner.NextAfter(start.AddSeconds(now), start, TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Zero_is_a_minute_and_negative_is_off()
    {
        Assert.Equal(TimeSpan.FromMinutes(1), new PeriodicTask("t", TimeSpan.Zero, false, (_, _) => Task.CompletedTask).Spacing);
        Assert.False(new PeriodicTask("t", TimeSpan.FromSeconds(-1), false, (_, _) => Task.CompletedTask).IsEnabled);
    }

    [Fact]
    public async Task A_wall_clock_set_back_does_not_put_the_next_run_off()
    {
        var clock = new SteppedClock(_time);
        var runs = 0;
        using var stop = new CancellationTokenSource();
        var task = new PeriodicTask("t", TimeSpan.FromSeconds(60), true, (_, _) =>
        {
            runs++;
            clock.Step = TimeSpan.FromDays(-1);
            return Task.CompletedTask;
        });
        var runner = new PeriodicRunner([task], new PeriodicOptions { PeriodicFuzzyDelay = TimeSpan.Zero }, clock, _log.CreateLogger<PeriodicRunner>());
        var start = _time.GetUtcNow();
        var loop = runner.RunAsync(stop.Token);
        await Eventually.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return runs >= 2 || _time.GetUtcNow() - start > TimeSpan.FromHours(12);
        }, "the second run");
        await stop.CancelAsync();
        await loop;
        Assert.Equal(2, runs);
    }

    private sealed class SteppedClock(ManualTimeProvider inner) : TimeProvider
    {
        public TimeSpan Step { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Step;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            inner.CreateTimer(callback, state, dueTime, period);
    }

    private PeriodicRunner Runner(params PeriodicTask[] tasks) =>
        new(tasks, new PeriodicOptions { PeriodicFuzzyDelay = TimeSpan.Zero }, _time, _log.CreateLogger<PeriodicRunner>());
}
