using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Oslo.Messaging.IntegrationTests;

/// <summary>nova-api and nova-conductor as the caller: Python's own client against our server.</summary>
[Collection(BrokerCollection.Name)]
public sealed class PythonCallsUsTests(Broker broker) : IAsyncLifetime
{
    private PythonPeer _peer = null!;
    private Session _session = null!;

    public async Task InitializeAsync()
    {
        if (RabbitMqServer.Missing is not null)
            return;
        var options = new TransportOptions { TransportUrl = broker.Server.TransportUrl };
        _session = await Session.OpenAsync(options);
        _peer = await PythonPeer.StartAsync(broker.Server.TransportUrl);
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
        var args = new JObject { ["text"] = "Zürich \"☃\" 🐳", ["big"] = 1234567890123456789L, ["none"] = null, ["list"] = new JArray(1, 2.5, true) };
        var context = new JObject { ["request_id"] = "req-1", ["is_admin"] = true, ["service_catalog"] = new JArray() };

        var answer = await _peer.CallAsync("echo", args, context: context);

        Assert.True(JToken.DeepEquals(args, answer["result"]!["args"]), answer.ToString());
        Assert.True(JToken.DeepEquals(context, answer["result"]!["context"]), answer.ToString());
        Assert.Equal(JTokenType.Null, (await _peer.CallAsync("nothing"))["result"]!.Type);
        Assert.Equal("compute", (string?)(await _peer.CallAsync("ping", new JObject { ["arg"] = 1 }, "1.0", ns: "baseapi"))["result"]!["service"]);
        Assert.Equal("x", (string?)(await _peer.CallAsync("echo", new JObject { ["a"] = "x" }, server: null))["result"]!["args"]!["a"]);
    }

    [SkippableFact]
    public async Task Failures_are_rebuilt_as_the_classes_of_nova()
    {
        Skip.If(RabbitMqServer.Missing is not null, RabbitMqServer.Missing);
        _session.Methods["not_found"] = (_, _) => throw new RpcRemoteException(
            "InstanceNotFound", "nova.exception", "Instance u1 could not be found.", ["Instance u1 could not be found."],
            new JObject { ["instance_id"] = "u1", ["code"] = 404 }, []);
        _session.Methods["resize"] = (_, _) => throw new NotImplementedException("resize is not supported");
        _session.Methods["odd"] = (_, _) => throw new InvalidOperationException("odd");
        _session.Methods["strict"] = (_, _) => throw new RpcArgumentException("got an unexpected keyword argument 'x'");

        var notFound = (await _peer.CallAsync("not_found"))["error"]!;
        Assert.Equal("InstanceNotFound_Remote", (string?)notFound["class"]);
        Assert.Contains("NovaException", notFound["bases"]!.Select(name => (string?)name));
        Assert.Equal("u1", (string?)notFound["kwargs"]!["instance_id"]);
        Assert.Equal(404, (int)notFound["code"]!);
        Assert.StartsWith("Instance u1 could not be found.", (string?)notFound["text"]);

        Assert.Equal("NotImplementedError", (string?)(await _peer.CallAsync("resize"))["error"]!["class"]);
        Assert.Equal("TypeError", (string?)(await _peer.CallAsync("strict"))["error"]!["class"]);
        var odd = (await _peer.CallAsync("odd"))["error"]!;
        Assert.Equal(("RemoteError", "InvalidOperationException"), ((string)odd["class"]!, (string)odd["remote_type"]!));
    }

    [SkippableTheory]
    [InlineData("no_such", "6.0", "NoSuchMethod")]
    [InlineData("_private", "6.0", "NoSuchMethod")]
    [InlineData("echo", "6.2", "UnsupportedVersion")]
    public async Task What_is_not_served_is_answered_at_once(string method, string version, string failure)
    {
        Skip.If(RabbitMqServer.Missing is not null, RabbitMqServer.Missing);

        Assert.Equal(failure, (string?)(await _peer.CallAsync(method, version: version))["error"]!["remote_type"]);
    }

    [SkippableFact]
    public async Task Heartbeats_keep_its_monitored_call_alive()
    {
        Skip.If(RabbitMqServer.Missing is not null, RabbitMqServer.Missing);
        _session.Methods["slow"] = async (_, cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(6), cancellationToken);
            return "done";
        };

        // Without heartbeats every 1.5 s the client gives up after 3.
        Assert.Equal("done", (string?)(await _peer.CallAsync("slow", timeout: 60, callMonitorTimeout: 3))["result"]);
    }

    [SkippableFact]
    public async Task Casts_and_fanouts_arrive_once()
    {
        Skip.If(RabbitMqServer.Missing is not null, RabbitMqServer.Missing);
        var heard = new System.Collections.Concurrent.ConcurrentQueue<string>();
        _session.Methods["hear"] = (request, _) =>
        {
            heard.Enqueue((string)request.Args["what"]!);
            return Task.FromResult<JToken?>(null);
        };

        await _peer.CastAsync("hear", new JObject { ["what"] = "one" });
        await _peer.CastAsync("hear", new JObject { ["what"] = "any" }, server: null);
        await _peer.CastAsync("hear", new JObject { ["what"] = "all" }, fanout: true);

        await Eventually.TrueAsync(() => heard.Count >= 3, "three requests were heard");
        Assert.Equal(["all", "any", "one"], heard.Order());
        Assert.Empty(_session.Logs.AtLeast(LogLevel.Warning));
    }
}
