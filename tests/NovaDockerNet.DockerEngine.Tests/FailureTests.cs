using System.Net;
using Newtonsoft.Json;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.DockerEngine.Systems;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.DockerEngine.Tests;

public sealed class FailureTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_refusal_carries_the_daemons_words()
    {
        await using var daemon = new ScriptedDaemon(500, """{"message":"OCI runtime create failed: nova-runc: no network namespace prepared"}""");

        var e = await Assert.ThrowsAsync<DockerOperationException>(() => daemon.Client.Containers.StartAsync("abc", None));

        Assert.Equal(HttpStatusCode.InternalServerError, e.StatusCode);
        Assert.Contains("no network namespace prepared", e.Message, StringComparison.Ordinal);
        Assert.Contains("abc", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_found_and_conflict_have_names()
    {
        await using var missing = new ScriptedDaemon(404, """{"message":"No such container: a"}""");
        await using var conflict = new ScriptedDaemon(409, """{"message":"in use"}""");

        await Assert.ThrowsAsync<DockerNotFoundException>(() => missing.Client.Containers.InspectAsync("a", None));
        await Assert.ThrowsAsync<DockerConflictException>(() => conflict.Client.Images.RemoveAsync("a", force: false, None));
    }

    [Fact]
    public async Task A_refusal_that_is_not_json_is_quoted()
    {
        await using var daemon = new ScriptedDaemon(502, "<html>gateway</html>");

        var e = await Assert.ThrowsAsync<DockerOperationException>(() => daemon.Client.System.InfoAsync(None));
        Assert.Contains("gateway", e.DaemonMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_another_shape_is_a_connection_failure()
    {
        await using var daemon = new ScriptedDaemon(200, """{"Runtimes": 5}""");

        await Assert.ThrowsAsync<DockerConnectionException>(() => daemon.Client.System.InfoAsync(None));
    }

    [Fact]
    public async Task No_daemon_is_a_connection_failure_that_names_the_socket()
    {
        using var temp = new TempDirectory();
        using var client = new DockerEngineClient(new DockerEngineOptions { Endpoint = $"unix://{temp.File("none.sock")}" });

        var e = await Assert.ThrowsAsync<DockerConnectionException>(() => client.System.PingAsync(None));
        Assert.Contains($"there is no socket {temp.File("none.sock")}", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:2375")]
    [InlineData("unix://")]
    public void Only_unix_sockets_are_taken(string endpoint)
        => Assert.Throws<ArgumentException>(() => new DockerEngineClient(new DockerEngineOptions { Endpoint = endpoint }));

    [Fact]
    public async Task A_daemon_that_is_too_old_is_refused_by_version()
    {
        await using var daemon = new ScriptedDaemon(200, "{}") { ApiVersion = "1.40" };

        var e = await Assert.ThrowsAsync<DockerConnectionException>(() => daemon.Client.System.InfoAsync(None));
        Assert.Contains("1.41", e.Message, StringComparison.Ordinal);
        Assert.Empty(daemon.Requests);
    }

    [Fact]
    public async Task A_daemon_that_hangs_runs_into_the_limit_and_the_callers_cancellation_stays_one()
    {
        var never = new TaskCompletionSource();
        await using var daemon = new ScriptedDaemon((_, _) => never.Task);
        using var client = new DockerEngineClient(
            new DockerEngineOptions { Endpoint = daemon.Endpoint, Timeout = TimeSpan.FromMilliseconds(200), ApiVersion = "1.41" });
        using var cancelled = new CancellationTokenSource();
        var byCaller = daemon.Client.System.InfoAsync(cancelled.Token);

        await Assert.ThrowsAsync<DockerConnectionException>(() => client.System.InfoAsync(None));
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => byCaller);
        never.SetResult();
    }

    [Fact]
    public async Task An_answer_cut_short_is_a_connection_failure()
    {
        await using var daemon = new ScriptedDaemon(async (_, stream) =>
        {
            await ScriptedDaemon.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Id\":");
            throw new IOException("cut");
        });

        await Assert.ThrowsAsync<DockerConnectionException>(() => daemon.Client.Containers.InspectAsync("a", None));
    }

    [Fact]
    public async Task An_event_stream_cut_short_is_a_connection_failure()
    {
        await using var daemon = new ScriptedDaemon(async (_, stream) =>
        {
            await ScriptedDaemon.WriteAsync(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n");
            throw new IOException("cut");
        });

        using var events = await daemon.Client.System.EventsAsync(new EventsParameters(), None);
        var count = 0;
        await Assert.ThrowsAsync<DockerConnectionException>(async () =>
        {
            await foreach (var _ in events)
                count++;
        });
        Assert.Equal(1, count);
    }

    /// <summary>A daemon that ends does so with its answer half written; one that says something else than JSON does not get better.</summary>
    [Fact]
    public async Task A_progress_stream_that_ends_inside_an_object_is_a_daemon_that_went_away()
    {
        await using var cut = new ScriptedDaemon(200, """{"stream":"Loaded image: a"}{"errorDetail":{"mess""");
        await using var odd = new ScriptedDaemon(200, """<html>gateway</html>""");

        var ofStream = await Assert.ThrowsAsync<DockerConnectionException>(() => cut.Client.Images.LoadAsync(new MemoryStream(), None));
        var ofAnswer = await Assert.ThrowsAsync<DockerConnectionException>(() => odd.Client.System.InfoAsync(None));

        Assert.IsType<IOException>(ofStream.InnerException);
        Assert.IsType<JsonException>(ofAnswer.InnerException, exactMatch: false);
    }

    [Fact]
    public async Task Waiting_for_the_next_event_ends_when_cancelled()
    {
        var done = new TaskCompletionSource();
        await using var daemon = new ScriptedDaemon(async (_, stream) =>
        {
            await ScriptedDaemon.WriteAsync(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n");
            await done.Task;
        });
        using var patience = new CancellationTokenSource();
        using var events = await daemon.Client.System.EventsAsync(new EventsParameters(), None);
        var reading = Task.Run(async () =>
        {
            await foreach (var _ in events.WithCancellation(patience.Token))
                await patience.CancelAsync();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(20)));
        done.SetResult();
    }

    [Fact]
    public async Task A_wait_the_daemon_abandons_is_a_connection_failure()
    {
        await using var daemon = new ScriptedDaemon(200, "");

        await Assert.ThrowsAsync<DockerConnectionException>(() => daemon.Client.Containers.WaitAsync("a", WaitCondition.NotRunning, None));
    }

    [Fact]
    public async Task An_error_inside_a_progress_stream_is_a_refusal()
    {
        await using var daemon = new ScriptedDaemon(
            200, """{"stream":"x"}{"errorDetail":{"message":"archive/tar: invalid tar header"},"error":"archive/tar: invalid tar header"}""");

        var e = await Assert.ThrowsAsync<DockerOperationException>(() => daemon.Client.Images.LoadAsync(new MemoryStream(), None));
        Assert.Equal("archive/tar: invalid tar header", e.DaemonMessage);
    }

    [Fact]
    public async Task A_source_that_fails_while_uploading_is_thrown_itself()
    {
        await using var daemon = new ScriptedDaemon(200, "{}");

        var e = await Assert.ThrowsAsync<InvalidDataException>(() => daemon.Client.Images.LoadAsync(new FailingStream(), None));
        Assert.Equal("hash mismatch", e.Message);
    }

    private sealed class FailingStream : MemoryStream
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => _reads++ < 2 ? ValueTask.FromResult(buffer.Length) : throw new InvalidDataException("hash mismatch");
    }
}
