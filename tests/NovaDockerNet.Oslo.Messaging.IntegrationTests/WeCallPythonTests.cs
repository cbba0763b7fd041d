using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Oslo.Messaging.IntegrationTests;

/// <summary>The conductor as the callee: our client against Python's own server.</summary>
[Collection(BrokerCollection.Name)]
public sealed class WeCallPythonTests(Broker broker) : IAsyncLifetime
{
    private static readonly RpcTarget Conductor = new("conductor", Version: "6.0");
    private PythonPeer _peer = null!;
    private Session _session = null!;

    public async Task InitializeAsync()
    {
        if (RabbitMqServer.Missing is not null)
            return;
        _session = await Session.OpenAsync(new TransportOptions { TransportUrl = broker.Server.TransportUrl }, serve: false);
        _peer = await PythonPeer.StartAsync(broker.Server.TransportUrl);
        await _peer.ServeAsync("conductor", "c1");
    }

    public async Task DisposeAsync()
    {
        if (_peer is not null)
            await _peer.DisposeAsync();
        if (_session is not null)
            await _session.DisposeAsync();
    }

    [SkippableFact]
    public async Task Arguments_context_and_result_keep_their_values()
    {
        Skip.If(RabbitMqServer.Missing is not null, RabbitMqServer.Missing);
        var args = new JObject { ["text"] = "Zürich \"☃\" 🐳", ["none"] = null, ["list"] = new JArray(1, true) };
        var context = new JObject { ["request_id"] = "req-1" };

        var result = await CallAsync("echo", args, context: context);

        Assert.True(JToken.DeepEquals(args, result!["args"]));
        Assert.Equal("req-1", (string?)result["context"]!["request_id"]);
        Assert.Null(await CallAsync("nothing"));
        var ping = await _session.Transport.Client.CallAsync(
            new RpcTarget("conductor", Namespace: "baseapi", Version: "1.0"), [], "ping", new JObject { ["arg"] = "1.21 GigaWatts" });
        Assert.Equal("1.21 GigaWatts", (string?)ping!["arg"]);
    }

    [SkippableFact]
    public async Task Failures_carry_class_module_arguments_and_traceback()
    {
        Skip.If(RabbitMqServer.Missing is not null, RabbitMqServer.Missing);

        var notFound = await Assert.ThrowsAsync<RpcRemoteException>(() => CallAsync("not_found", new JObject { ["instance_id"] = "u1" }));
        Assert.Equal(("nova.exception", "InstanceNotFound"), (notFound.Module, notFound.Class));
        Assert.Equal("Instance u1 could not be found.", notFound.RemoteMessage);
        Assert.Equal("u1", (string?)notFound.Kwargs["instance_id"]);
        Assert.Contains(notFound.Traceback, line => line.Contains("peer.py"));

        Assert.Equal("NotImplementedError", (await Assert.ThrowsAsync<RpcRemoteException>(() => CallAsync("not_implemented"))).Class);
        Assert.Equal("a über-böse error", (await Assert.ThrowsAsync<RpcRemoteException>(() => CallAsync("broken"))).RemoteMessage);
        Assert.Equal("TypeError", (await Assert.ThrowsAsync<RpcRemoteException>(() => CallAsync("nothing", new JObject { ["extra"] = 1 }))).Class);
        Assert.Equal("NoSuchMethod", (await Assert.ThrowsAsync<RpcRemoteException>(() => CallAsync("no_such"))).Class);
    }

    [SkippableFact]
    public async Task Its_heartbeats_keep_our_monitored_call_alive()
    {
        Skip.If(RabbitMqServer.Missing is not null, RabbitMqServer.Missing);

        var result = await CallAsync(
            "sleep", new JObject { ["seconds"] = 6 }, new RpcCallOptions(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(3)));

        Assert.Equal("slept", (string?)result);
    }

    [SkippableFact]
    public async Task Without_an_answer_the_call_times_out()
    {
        Skip.If(RabbitMqServer.Missing is not null, RabbitMqServer.Missing);

        var e = await Assert.ThrowsAsync<RpcTimeoutException>(
            () => CallAsync("sleep", new JObject { ["seconds"] = 3 }, new RpcCallOptions(TimeSpan.FromSeconds(1))));
        Assert.Contains("sleep on conductor", e.Message);
        await Assert.ThrowsAsync<RpcTimeoutException>(() => _session.Transport.Client.CallAsync(
            new RpcTarget("nobody"), [], "ping", [], new RpcCallOptions(TimeSpan.FromSeconds(1))));
        Assert.Null(await CallAsync("nothing"));
    }

    [SkippableFact]
    public async Task Casts_and_fanouts_arrive()
    {
        Skip.If(RabbitMqServer.Missing is not null, RabbitMqServer.Missing);

        await _session.Transport.Client.CastAsync(Conductor, [], "hear", new JObject { ["what"] = "one" });
        await _session.Transport.Client.CastAsync(Conductor with { Fanout = true }, [], "hear", new JObject { ["what"] = "all" });

        await Eventually.TrueAsync(() => _peer.Heard.Count >= 2, "both were heard");
        Assert.Equal(["all", "one"], _peer.Heard.Order());
    }

    [SkippableFact]
    public async Task Many_calls_at_once_get_their_own_answers()
    {
        Skip.If(RabbitMqServer.Missing is not null, RabbitMqServer.Missing);

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => CallAsync("echo", new JObject { ["i"] = i })));

        Assert.Equal(Enumerable.Range(0, 100), results.Select(result => (int)result!["args"]!["i"]!));
    }

    private Task<JToken?> CallAsync(string method, JObject? args = null, RpcCallOptions? options = null, JObject? context = null) =>
        _session.Transport.Client.CallAsync(Conductor, context ?? [], method, args ?? [], options);
}
