using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using NovaDockerNet.Virt.Telemetry;
using NovaDockerNet.Virt.Undo;

namespace NovaDockerNet.Virt.Tests.Undo;

public sealed class UndoLogTests
{
    private readonly List<string> _undone = [];
    private readonly UndoLogs _logs = new(TimeProvider.System, NullLogger<UndoLogs>.Instance);

    private Task Note(string step)
    {
        _undone.Add(step);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Success_undoes_nothing()
    {
        var result = await _logs.RunAsync("spawn", "uuid", undo =>
        {
            undo.OnFailure("a", _ => Note("a"));
            return Task.FromResult(42);
        });

        Assert.Equal(42, result);
        Assert.Empty(_undone);
    }

    [Fact]
    public async Task Operation_and_steps_are_activities()
    {
        var operation = $"spawn-{Guid.NewGuid():N}";
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == VirtTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        await _logs.RunAsync(operation, "uuid", async undo =>
        {
            var current = Activity.Current;
            undo.EnterStep("first");
            await Task.Yield();
            undo.EnterStep("second");
            Assert.Same(current, Activity.Current);
        });

        // Other tests' operations are in the same process.
        var whole = Assert.Single(ended, each => each.OperationName == operation);
        Assert.Equal("uuid", whole.GetTagItem("nova.instance.uuid"));
        var steps = ended.Where(each => each.ParentSpanId == whole.SpanId).ToList();
        Assert.Equal(["first", "second"], steps.Select(static step => step.OperationName));
        Assert.All(steps, step => Assert.Equal(operation, step.GetTagItem("nova.operation")));
    }

    [Fact]
    public async Task A_failure_unwinds_last_first_and_is_rethrown_with_its_stack()
    {
        var thrown = new InvalidOperationException("first cause");

        var caught = await Assert.ThrowsAsync<InvalidOperationException>(() => _logs.RunAsync("spawn", "uuid", undo =>
        {
            undo.OnFailure("a", _ => Note("a"));
            undo.OnFailure("b", _ => Note("b"));
            undo.OnFailure("c", _ => Note("c"));
            FailHere(thrown);
            return Task.CompletedTask;
        }));

        Assert.Same(thrown, caught);
        Assert.Contains(nameof(FailHere), caught.StackTrace, StringComparison.Ordinal);
        Assert.Equal(["c", "b", "a"], _undone);
    }

    [Fact]
    public async Task An_undo_that_throws_keeps_the_original_exception_and_the_other_undos()
    {
        UndoReport? report = null;

        var caught = await Assert.ThrowsAsync<InvalidOperationException>(() => _logs.RunAsync("spawn", "uuid", undo =>
        {
            undo.OnFailure("a", _ => Note("a"));
            undo.OnFailure("b", _ => throw new IOException("undo broke"));
            undo.OnFailure("c", _ => Task.FromException(new IOException("undo broke later")));
            throw new InvalidOperationException("first cause");
        }, (r, _) =>
        {
            report = r;
            return Task.CompletedTask;
        }));

        Assert.Equal("first cause", caught.Message);
        Assert.Equal(["a"], _undone);
        Assert.NotNull(report);
        Assert.False(report.IsComplete);
        Assert.Equal(["c", "b"], report.Failures.Select(f => f.Step));
        Assert.Equal(["a"], report.Done);
    }

    [Fact]
    public async Task After_an_ordered_undo_failed_ordered_ones_are_skipped_and_independent_ones_run()
    {
        UndoReport? report = null;

        await Assert.ThrowsAsync<InvalidOperationException>(() => _logs.RunAsync("spawn", "uuid", undo =>
        {
            undo.OnFailure("claim", _ => Note("claim"));
            undo.OnFailure("host devices", _ => Note("host devices"), ordered: true);
            undo.OnFailure("namespace", _ => Note("namespace"), ordered: true);
            undo.OnFailure("container", _ => throw new IOException("still running"), ordered: true);
            throw new InvalidOperationException("first cause");
        }, (r, _) =>
        {
            report = r;
            return Task.CompletedTask;
        }));

        Assert.Equal(["claim"], _undone);
        Assert.Equal(["namespace", "host devices"], report!.Skipped);
    }

    [Fact]
    public async Task A_failed_independent_undo_does_not_break_the_chain()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _logs.RunAsync("spawn", "uuid", undo =>
        {
            undo.OnFailure("namespace", _ => Note("namespace"), ordered: true);
            undo.OnFailure("report", _ => throw new IOException("no"));
            undo.OnFailure("container", _ => Note("container"), ordered: true);
            throw new InvalidOperationException("first cause");
        }));

        Assert.Equal(["container", "namespace"], _undone);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_undo_that_hangs_is_abandoned_at_its_limit(bool listensToItsToken)
    {
        var logs = new UndoLogs(TimeProvider.System, NullLogger<UndoLogs>.Instance, TimeSpan.FromMilliseconds(20));
        UndoReport? report = null;

        var caught = await Assert.ThrowsAsync<InvalidOperationException>(() => logs.RunAsync("spawn", "uuid", undo =>
        {
            undo.OnFailure("a", _ => Note("a"));
            undo.OnFailure("hangs", token => listensToItsToken
                ? Task.Delay(Timeout.Infinite, token)
                : new TaskCompletionSource().Task);
            throw new InvalidOperationException("first cause");
        }, (r, _) =>
        {
            report = r;
            return Task.CompletedTask;
        }));

        Assert.Equal("first cause", caught.Message);
        Assert.Equal(["a"], _undone);
        Assert.IsType<TimeoutException>(Assert.Single(report!.Failures).Exception);
    }

    [Fact]
    public async Task Undos_run_under_their_own_token_although_the_caller_was_cancelled()
    {
        using var caller = new CancellationTokenSource();
        var undoWasCancelled = true;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _logs.RunAsync("spawn", "uuid", undo =>
        {
            undo.OnFailure("a", token =>
            {
                undoWasCancelled = token.IsCancellationRequested;
                return Task.CompletedTask;
            });
            caller.Cancel();
            caller.Token.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        }));

        Assert.False(undoWasCancelled);
    }

    [Fact]
    public async Task What_is_kept_survives_the_failure()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _logs.RunAsync("spawn", "uuid", undo =>
        {
            undo.OnFailure("networks", _ => Note("networks"));
            undo.OnFailure("container", _ => Note("container"));
            Assert.True(undo.Keep("networks"));
            Assert.False(undo.Keep("unknown"));
            throw new InvalidOperationException("reschedule");
        }));

        Assert.Equal(["container"], _undone);
    }

    [Fact]
    public async Task A_mark_that_cannot_be_written_does_not_hide_the_original()
    {
        var caught = await Assert.ThrowsAsync<InvalidOperationException>(() => _logs.RunAsync("spawn", "uuid", undo =>
        {
            undo.OnFailure("a", _ => throw new IOException("undo broke"));
            throw new InvalidOperationException("first cause");
        }, (_, _) => throw new IOException("disk full")));

        Assert.Equal("first cause", caught.Message);
    }

    [Fact]
    public async Task Registering_after_the_end_is_refused()
    {
        UndoLog? leaked = null;
        await _logs.RunAsync("spawn", "uuid", undo =>
        {
            leaked = undo;
            undo.EnterStep("one");
            return Task.CompletedTask;
        });

        Assert.Throws<InvalidOperationException>(() => leaked!.OnFailure("late", _ => Task.CompletedTask));
    }

    private static void FailHere(Exception e) => throw e;
}
