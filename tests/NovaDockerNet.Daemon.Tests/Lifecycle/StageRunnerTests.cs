using Microsoft.Extensions.Logging.Abstractions;
using NovaDockerNet.Daemon.Lifecycle;
using Xunit;

namespace NovaDockerNet.Daemon.Tests.Lifecycle;

public sealed class StageRunnerTests
{
    private readonly List<string> _story = [];

    [Fact]
    public async Task Stages_start_in_order_and_stop_in_reverse()
    {
        using var runner = Runner(Stage("a"), Stage("b"), new Stage("silent", _ => Task.CompletedTask), Stage("c"));
        await runner.StartAsync(CancellationToken.None);
        await runner.StopAsync(CancellationToken.None);
        Assert.Equal(["+a", "+b", "+c", "-c", "-b", "-a"], _story);
    }

    [Fact]
    public async Task A_stage_that_fails_takes_itself_and_those_before_it_down()
    {
        using var runner = Runner(Stage("a"), Stage("b"), Stage("c", new InvalidOperationException("no docker")), Stage("d"));
        Assert.Equal("no docker", (await Assert.ThrowsAsync<InvalidOperationException>(() => runner.StartAsync(CancellationToken.None))).Message);
        Assert.Equal(["+a", "+b", "+c", "-c", "-b", "-a"], _story);
        await runner.StopAsync(CancellationToken.None);
        Assert.Equal(6, _story.Count);
    }

    [Fact]
    public async Task Being_told_to_stop_ends_the_start()
    {
        using var told = new CancellationTokenSource();
        using var runner = Runner(Stage("a"), new Stage("waits for ever", token => Task.Delay(Timeout.Infinite, token)));
        var start = runner.StartAsync(told.Token);
        await told.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
        Assert.Equal(["+a", "-a"], _story);
    }

    [Fact]
    public async Task A_stage_that_hangs_or_fails_does_not_keep_the_others_from_stopping()
    {
        using var runner = Runner(
            Stage("a"),
            new Stage("hangs", _ => Task.CompletedTask, _ => Task.Delay(Timeout.Infinite, CancellationToken.None), TimeSpan.FromMilliseconds(20)),
            new Stage("fails", _ => Task.CompletedTask, _ => throw new InvalidOperationException("x")),
            Stage("d"));
        await runner.StartAsync(CancellationToken.None);
        await runner.StopAsync(CancellationToken.None);
        Assert.Equal(["+a", "+d", "-d", "-a"], _story);
    }

    private static StageRunner Runner(params Stage[] stages) =>
        new(stages, new SystemdNotifier(static _ => null), TimeProvider.System, NullLogger<StageRunner>.Instance);

    private Stage Stage(string name, Exception? failure = null) => new(
        name,
        _ =>
        {
            _story.Add("+" + name);
            return failure is null ? Task.CompletedTask : Task.FromException(failure);
        },
        _ =>
        {
            _story.Add("-" + name);
            return Task.CompletedTask;
        });
}
