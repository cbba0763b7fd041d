using System.Text;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Drivers;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.Oslo.Messaging.Testing;
using NovaDockerNet.Oslo.Messaging.Topology;
using NovaDockerNet.Oslo.Messaging.Wire;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Oslo.Messaging.Tests.Rpc;

/// <summary>Client and server against each other over the broker in memory.</summary>
public sealed class RpcFlowTests : IAsyncLifetime, IDisposable
{
    private static readonly RpcTarget Host = new("compute", "host1");
    private static readonly JObject Context = new() { ["request_id"] = "req-1", ["unknown_key"] = 7 };
    private readonly InMemoryBroker _broker = new();
    private readonly RecordingLoggerFactory _logs = new();
    private readonly ManualTimeProvider _time = new();
    private readonly TransportOptions _options = new() { TransportUrl = "rabbit://localhost/", MaxMessageBytes = 10_000 };
    private readonly Dictionary<string, RpcMethod> _methods = [];
    private RpcTransport _transport = null!;
    private RpcServer _server = null!;

    public async Task InitializeAsync()
    {
        _transport = _broker.CreateTransport(_options, _logs, _time);
        _methods["echo"] = (request, _) => Task.FromResult<JToken?>(new JObject { ["args"] = request.Args, ["context"] = request.Context });
        _methods["nothing"] = (_, _) => Task.FromResult<JToken?>(null);
        _server = await _transport.StartServerAsync("compute", "host1", new RpcDispatcher([new RpcEndpoint(null, "6.1", _methods)]), CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        // The server waits by the test's clock for handlers that ignore cancellation.
        var stopping = _server.DisposeAsync().AsTask();
        await AdvanceUntilAsync(() => stopping.IsCompleted, "the server has stopped");
        await stopping;
        await _transport.DisposeAsync();
    }

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task A_call_carries_arguments_and_context_there_and_the_result_back()
    {
        var result = await CallAsync("echo", new JObject { ["a"] = 1 });

        Assert.True(JToken.DeepEquals(new JObject { ["a"] = 1 }, result!["args"]));
        Assert.True(JToken.DeepEquals(Context, result["context"]));
        Assert.Null(await CallAsync("nothing"));
    }

    [Fact]
    public async Task Replies_go_to_the_default_exchange_as_mandatory_and_without_expiration()
    {
        await CallAsync("nothing");

        var request = _broker.Published.First();
        var reply = _broker.Published.Last();
        Assert.Equal(TimeSpan.FromSeconds(60), request.Expiration);
        Assert.False(request.Mandatory);
        Assert.True(reply.Mandatory);
        Assert.Null(reply.Expiration);
        Assert.True(reply.Exchange.IsDefault);
        Assert.StartsWith("reply_", reply.RoutingKey);
    }

    [Fact]
    public async Task A_cast_is_never_answered_not_even_with_a_failure()
    {
        var ran = new TaskCompletionSource();
        _methods["fail"] = (_, _) =>
        {
            ran.SetResult();
            throw new InvalidOperationException("boom");
        };

        await _transport.Client.CastAsync(Host with { Version = "6.0" }, Context, "fail", []);
        await ran.Task;
        await Eventually.TrueAsync(() => _server.Running == 0, "the cast has ended");

        Assert.Single(_broker.Published);
        Assert.Contains(_logs.AtLeast(LogLevel.Error), line => line.Message.Contains("fail") && line.Exception is InvalidOperationException);
    }

    [Fact]
    public async Task A_fanout_reaches_every_server_of_the_topic()
    {
        var heard = 0;
        _methods["hear"] = (_, _) => Task.FromResult<JToken?>(Interlocked.Increment(ref heard));
        await using var second = await _transport.StartServerAsync(
            "compute", "host2", new RpcDispatcher([new RpcEndpoint(null, "6.1", _methods)]), CancellationToken.None);

        await _transport.Client.CastAsync(new RpcTarget("compute", Fanout: true, Version: "6.0"), Context, "hear", []);

        await Eventually.TrueAsync(() => heard == 2, "both servers heard it");
    }

    [Fact]
    public async Task A_fanout_cannot_be_called() =>
        await Assert.ThrowsAsync<ArgumentException>(
            () => _transport.Client.CallAsync(new RpcTarget("compute", Fanout: true), Context, "echo", []));

    [Fact]
    public async Task Failures_arrive_with_class_module_arguments_and_message()
    {
        _methods["fail"] = (_, _) => throw new RpcRemoteException("InstanceNotFound", "nova.exception", "gone", ["gone"], new() { ["instance_id"] = "u" }, []);

        var e = await Assert.ThrowsAsync<RpcRemoteException>(() => CallAsync("fail"));

        Assert.Equal(("nova.exception", "InstanceNotFound", "gone"), (e.Module, e.Class, e.RemoteMessage));
        Assert.Equal("u", (string?)e.Kwargs["instance_id"]);
    }

    [Theory]
    [InlineData("no_such", "6.0", "NoSuchMethod")]
    [InlineData("echo", "6.9", "UnsupportedVersion")]
    public async Task What_is_not_served_is_answered(string method, string version, string failure)
    {
        var e = await Assert.ThrowsAsync<RpcRemoteException>(
            () => _transport.Client.CallAsync(Host with { Version = version }, Context, method, []));

        Assert.Equal(failure, e.Class);
    }

    [Fact]
    public async Task An_expected_failure_is_no_error_in_the_log()
    {
        _methods["fail"] = (_, _) => throw new ExpectedFailure();

        await Assert.ThrowsAsync<RpcRemoteException>(() => CallAsync("fail"));

        Assert.Empty(_logs.AtLeast(LogLevel.Warning));
    }

    [Fact]
    public async Task A_call_without_answer_times_out()
    {
        var call = _transport.Client.CallAsync(new RpcTarget("conductor"), Context, "ping", []);
        await Eventually.TrueAsync(() => _broker.Published.Count == 1, "the request is out");

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(call.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains("ping on conductor", (await Assert.ThrowsAsync<RpcTimeoutException>(() => call)).Message);
    }

    [Fact]
    public async Task A_late_reply_is_only_noted()
    {
        var release = new TaskCompletionSource();
        _methods["slow"] = async (_, _) =>
        {
            await release.Task;
            return 1;
        };
        var call = CallAsync("slow");
        await Eventually.TrueAsync(() => _server.Running == 1, "the call runs");
        _time.Advance(TimeSpan.FromSeconds(61));
        await Assert.ThrowsAsync<RpcTimeoutException>(() => call);

        release.SetResult();

        await Eventually.TrueAsync(() => _logs.Lines.Any(line => line.Message.StartsWith("No call waits")), "the late reply was noted");
    }

    [Fact]
    public async Task Heartbeats_keep_a_monitored_call_alive_until_its_own_timeout()
    {
        var release = new TaskCompletionSource();
        var running = new TaskCompletionSource();
        _methods["slow"] = async (_, _) =>
        {
            running.SetResult();
            await release.Task;
            return "done";
        };
        var call = _transport.Client.CallAsync(
            Host with { Version = "6.0" }, Context, "slow", [], new RpcCallOptions(TimeSpan.FromSeconds(1800), TimeSpan.FromSeconds(60)));
        await running.Task;

        for (var beat = 1; beat <= 10; beat++)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await Eventually.TrueAsync(() => _broker.Acknowledged.Count == 1 + beat, $"heartbeat {beat} was sent and taken");
        }
        Assert.False(call.IsCompleted);
        release.SetResult();

        Assert.Equal("done", (string?)await call);
    }

    [Fact]
    public async Task Silence_ends_a_monitored_call_early()
    {
        var call = _transport.Client.CallAsync(
            new RpcTarget("conductor"), Context, "ping", [], new RpcCallOptions(TimeSpan.FromSeconds(1800), TimeSpan.FromSeconds(60)));

        // The wait for heartbeats begins some time after the request is out: a single step of the clock could come before it.
        await AdvanceUntilAsync(() => call.IsCompleted, "the call has ended");

        Assert.Contains("No heartbeat for 60 s", (await Assert.ThrowsAsync<RpcTimeoutException>(() => call)).Message);
    }

    [Fact]
    public async Task Sixty_four_run_at_once_and_the_rest_stays_with_the_broker_unacknowledged()
    {
        var release = new TaskCompletionSource();
        _methods["slow"] = async (_, _) =>
        {
            await release.Task;
            return null;
        };
        for (var i = 0; i < 70; i++)
            await _transport.Client.CastAsync(Host with { Version = "6.0" }, Context, "slow", []);

        // One more is in the hand of the consumer, waiting for a slot and not acknowledged.
        await Eventually.TrueAsync(() => _server.Running == 64 && _broker.Waiting("compute.host1") == 5, "64 run, 5 wait in the queue");
        release.SetResult();

        await Eventually.TrueAsync(() => _broker.Waiting("compute.host1") == 0 && _server.Running == 0, "all have run");
    }

    [Fact]
    public async Task A_request_that_cannot_be_acknowledged_does_not_run()
    {
        var ran = 0;
        _methods["count"] = (_, _) => Task.FromResult<JToken?>(++ran);
        _broker.FailAcks = true;
        await _transport.Client.CastAsync(Host with { Version = "6.0" }, Context, "count", []);
        await Eventually.TrueAsync(() => _logs.AtLeast(LogLevel.Warning).Count > 0, "the failed acknowledgement was logged");
        Assert.Equal(0, ran);

        _broker.FailAcks = false;

        await Eventually.TrueAsync(() => ran == 1, "it runs when it is delivered again");
    }

    [Fact]
    public async Task A_context_of_strange_shape_is_handed_on_and_answered()
    {
        var context = new JObject { ["request_id"] = new JObject { ["a"] = 1 } };

        var result = await _transport.Client.CallAsync(Host with { Version = "6.0" }, context, "echo", []);

        Assert.True(JToken.DeepEquals(context, result!["context"]));
    }

    [Fact]
    public async Task A_duplicate_runs_once()
    {
        var ran = 0;
        _methods["count"] = (_, _) => Task.FromResult<JToken?>(++ran);
        await _transport.Client.CastAsync(Host with { Version = "6.0" }, Context, "count", []);
        var first = _broker.Published.Single();

        _broker.Publish(first);

        await Eventually.TrueAsync(() => _logs.Lines.Any(line => line.Message.StartsWith("Ignoring duplicate")), "the duplicate was dropped");
        Assert.Equal(1, ran);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"oslo.version": "2.0", "oslo.message": "{}"}""")]
    [InlineData("""{"method": 5}""")]
    [InlineData("""{"method": "echo", "args": [1]}""")]
    [InlineData("""{"method": "echo", "version": 6}""")]
    [InlineData("deep")]
    [InlineData("large")]
    public async Task Nonsense_is_rejected_with_one_line_and_the_consumer_lives_on(string body)
    {
        body = body switch
        {
            "deep" => "{\"method\":\"echo\",\"args\":{\"a\":" + new string('[', 1000) + new string(']', 1000) + "}}",
            "large" => "{\"method\":\"echo\",\"args\":{\"a\":\"" + new string('x', 10_000) + "\"}}",
            _ => body,
        };

        Publish(body);
        await CallAsync("nothing");

        Assert.Single(_broker.Rejected);
        var line = Assert.Single(_logs.AtLeast(LogLevel.Warning));
        Assert.Contains("compute.host1", line.Message);
    }

    [Fact]
    public async Task A_bare_message_of_version_1_is_served()
    {
        var ran = new TaskCompletionSource<RpcRequest>();
        _methods["hear"] = (request, _) =>
        {
            ran.SetResult(request);
            return Task.FromResult<JToken?>(null);
        };

        Publish("""{"method": "hear", "args": {"a": 1}, "version": "6.0", "_context_user": "u"}""");

        var request = await ran.Task;
        Assert.Equal("u", (string?)request.Context["user"]);
        Assert.False(request.IsCall);
    }

    [Fact]
    public async Task A_reply_without_a_queue_is_repeated_then_the_queue_is_remembered_as_gone()
    {
        var started = _time.GetUtcNow();
        Publish(Request("nothing", "gone", "reply_gone"));
        await AdvanceUntilAsync(() => _logs.AtLeast(LogLevel.Error).Count == 1, "the reply was abandoned");
        Assert.True(_time.GetUtcNow() - started >= TimeSpan.FromSeconds(60));
        Assert.InRange(_broker.Published.Count(p => p.RoutingKey == "reply_gone"), 3, 242);

        Publish(Request("nothing", "again", "reply_gone"));
        await Eventually.TrueAsync(() => _logs.Lines.Any(line => line.Message.StartsWith("Reply queue reply_gone")), "the next reply was dropped at once");
        var attempts = _broker.Published.Count(p => p.RoutingKey == "reply_gone");

        _time.Advance(TimeSpan.FromSeconds(61));
        Publish(Request("nothing", "later", "reply_gone"));
        await Eventually.TrueAsync(() => _broker.Published.Count(p => p.RoutingKey == "reply_gone") > attempts, "a minute later it is tried again");
        _broker.Declare(new ConsumedQueue("reply_gone", ExchangeDeclaration.Default, string.Empty));
        await AdvanceUntilAsync(() => _broker.Waiting("reply_gone") == 1, "the reply arrived");
    }

    [Theory]
    [InlineData("\"soon\"")]
    [InlineData("1")]
    [InlineData("-5")]
    [InlineData("{}")]
    public async Task A_nonsensical_timeout_gets_no_heartbeats_but_an_answer(string timeout)
    {
        _broker.Declare(new ConsumedQueue("reply_q", ExchangeDeclaration.Default, string.Empty));

        Publish(Request("nothing", "id", "reply_q").Replace("null", timeout));

        await Eventually.TrueAsync(() => _broker.Waiting("reply_q") == 1, "the reply arrived");
        Assert.Contains("invalid timeout", Assert.Single(_logs.AtLeast(LogLevel.Warning)).Message);
    }

    [Fact]
    public async Task Stopping_lets_work_in_flight_finish_and_takes_nothing_new()
    {
        var release = new TaskCompletionSource();
        _methods["slow"] = async (_, _) =>
        {
            await release.Task;
            return "done";
        };
        var call = CallAsync("slow");
        await Eventually.TrueAsync(() => _server.Running == 1, "the call runs");

        var stop = _server.StopAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        await Eventually.TrueAsync(() => _logs.Lines.Any(line => line.Message.StartsWith("Waiting up to")), "the server drains");
        await _transport.Client.CastAsync(Host with { Version = "6.0" }, Context, "nothing", []);
        release.SetResult();
        await stop;

        Assert.Equal("done", (string?)await call);
        Assert.Equal(1, _broker.Waiting("compute.host1"));
    }

    [Fact]
    public async Task A_server_told_to_take_only_events_leaves_the_rest_to_the_broker()
    {
        var events = 0;
        _methods["event"] = (_, _) =>
        {
            Interlocked.Increment(ref events);
            return Task.FromResult<JToken?>(null);
        };
        _server.TakeOnly(static request => request.Method == "event");
        await _transport.Client.CastAsync(Host with { Version = "6.0" }, Context, "nothing", []);
        await _transport.Client.CastAsync(Host with { Version = "6.0" }, Context, "event", []);
        await Eventually.TrueAsync(() => events == 1, "the event behind the other request has been taken");

        await _server.StopAsync(TimeSpan.FromSeconds(30), CancellationToken.None);

        Assert.Equal(1, _broker.Waiting("compute.host1"));
        Assert.Single(_broker.Acknowledged);
    }

    [Fact]
    public async Task Stopping_cancels_what_does_not_finish_in_time()
    {
        _methods["forever"] = async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return null;
        };
        await _transport.Client.CastAsync(Host with { Version = "6.0" }, Context, "forever", []);
        await Eventually.TrueAsync(() => _server.Running == 1, "the cast runs");

        var stop = _server.StopAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        // The limit begins some time after the call: a single step of the clock could come before it.
        await AdvanceUntilAsync(() => _logs.Lines.Any(line => line.Message.StartsWith("Cancelling")), "the limit has passed");
        // The clock stands from here on: what is cancelled has a limit too.
        await Eventually.TrueAsync(() => stop.IsCompleted, "the server has stopped");
        await stop;

        Assert.Equal(0, _server.Running);
    }

    [Fact]
    public async Task Concurrent_calls_get_their_own_answers()
    {
        var calls = Enumerable.Range(0, 200).Select(i => CallAsync("echo", new JObject { ["i"] = i })).ToList();

        var results = await Task.WhenAll(calls);

        Assert.Equal(Enumerable.Range(0, 200), results.Select(result => (int)result!["args"]!["i"]!));
        Assert.Single(_broker.Declared, queue => queue.Name.StartsWith("reply_"));
    }

    private Task<JToken?> CallAsync(string method, JObject? args = null) =>
        _transport.Client.CallAsync(Host with { Version = "6.0" }, Context, method, args ?? []);

    private void Publish(string body) =>
        _broker.Publish(new Publication(new BrokerTopology(_options).Topic("nova"), "compute.host1", Encoding.UTF8.GetBytes(body)));

    private static string Request(string method, string id, string queue) => MessageJson.Write(new JObject
    {
        ["method"] = method,
        ["args"] = new JObject(),
        ["version"] = "6.0",
        ["_msg_id"] = id,
        ["_reply_q"] = queue,
        ["_timeout"] = null,
        ["_unique_id"] = id,
    });

    private async Task AdvanceUntilAsync(Func<bool> condition, string what)
    {
        for (var step = 0; step < 2000; step++)
        {
            for (var i = 0; i < 200; i++)
            {
                if (condition())
                    return;
                await Task.Yield();
            }
            _time.Advance(TimeSpan.FromMilliseconds(250));
        }
        await Eventually.TrueAsync(condition, what);
    }

    private sealed class ExpectedFailure : Exception, IRpcFailure
    {
        public string Class => "NotImplementedError";

        public string Module => "builtins";

        public JArray Args => [];

        public JObject Kwargs => [];

        public bool IsExpected => true;
    }
}
