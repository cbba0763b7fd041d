using System.Text;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Drivers;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.Oslo.Messaging.Testing;
using NovaDockerNet.Oslo.Messaging.Topology;
using NovaDockerNet.Oslo.Messaging.Wire;

namespace NovaDockerNet.Oslo.Messaging.Tests.Wire;

/// <summary>What we declare and send, against recordings of three releases of nova with their oslo.messaging.</summary>
public sealed class WireSampleTests
{
    private static readonly TransportOptions Defaults = new() { TransportUrl = "rabbit://localhost/" };

    [Theory]
    [InlineData("bookworm")]
    [InlineData("trixie")]
    [InlineData("sid")]
    public void A_server_declares_the_same_queues(string suite)
    {
        var declared = (JArray)TestData.WireSamples(suite)["compute service starts listening (topic compute, server host1)"]!["declared"]!;

        var ours = new BrokerTopology(Defaults).ServerQueues("nova", "compute", "host1");

        Assert.Equal(declared.Select(queue => Describe((JObject)queue)), ours.Select(Describe));
    }

    [Theory]
    [InlineData("bookworm")]
    [InlineData("trixie")]
    [InlineData("sid")]
    public void A_caller_declares_the_same_reply_queue(string suite)
    {
        var declared = TestData.WireSamples(suite)["baseapi.ping to conductor"]!["declared"]![0]!;

        Assert.Equal(Describe((JObject)declared), Describe(new BrokerTopology(Defaults).ReplyQueue()));
    }

    [Theory]
    [InlineData("bookworm", "baseapi.ping to conductor")]
    [InlineData("bookworm", "Instance.save (object_action)")]
    [InlineData("bookworm", "build_and_run_instance (cast)")]
    [InlineData("bookworm", "cache_images (call with call monitoring: _timeout=2, heartbeat every 1 s)")]
    [InlineData("bookworm", "scheduler sync_instance_info (fanout cast)")]
    [InlineData("trixie", "Service.save heartbeat (object_action)")]
    [InlineData("trixie", "scheduler sync_instance_info (fanout cast)")]
    [InlineData("sid", "Instance.save rejected by expected_task_state")]
    [InlineData("sid", "cache_images (call with call monitoring: _timeout=2, heartbeat every 1 s)")]
    public async Task A_request_is_sent_as_nova_sends_it(string suite, string sample)
    {
        var expected = (JObject)TestData.WireSamples(suite)[sample]!["published"]![0]!;
        var inner = Envelope.Read(Encoding.UTF8.GetBytes((string)expected["body_raw"]!));
        var request = RequestCodec.Read((JObject)inner.DeepClone());

        var sent = await SendAsync(expected, request);

        Assert.Equal((string?)expected["exchange"]!["name"], sent.Exchange.Name);
        Assert.Equal((string?)expected["exchange"]!["type"], sent.Exchange.Type);
        Assert.Equal((bool)expected["exchange"]!["durable"]!, sent.Exchange.Durable);
        Assert.Equal((bool)expected["exchange"]!["auto_delete"]!, sent.Exchange.AutoDelete);
        Assert.Equal((string?)expected["routing_key"] ?? string.Empty, sent.RoutingKey);
        Assert.Equal((bool)expected["mandatory"]!, sent.Mandatory);
        Assert.Equal((double?)expected["expiration"], sent.Expiration?.TotalSeconds);
        Assert.Equal(WithoutIds(inner), WithoutIds(Envelope.Read(sent.Body.Span)));
    }

    [Theory]
    [InlineData("bookworm")]
    [InlineData("trixie")]
    [InlineData("sid")]
    public void A_rejected_save_is_understood_and_can_be_raised_again(string suite)
    {
        var published = TestData.WireSamples(suite)["Instance.save rejected by expected_task_state"]!["published"]![1]!;
        var message = Envelope.Read(Encoding.UTF8.GetBytes((string)published["body_raw"]!));

        var failure = RpcReply.Read(message).Failure!;
        var exception = failure.ToException();
        var again = FailureMapper.Map(exception);

        Assert.Equal("UnexpectedTaskStateError", exception.Class);
        Assert.Equal("nova.exception", exception.Module);
        Assert.Equal("deleting", (string?)exception.Kwargs["actual"]!["task_state"]);
        Assert.StartsWith("Conflict updating instance", exception.RemoteMessage);
        var expected = MessageJson.Parse((string)message["failure"]!);
        var ours = MessageJson.Parse(again.Write());
        Assert.Equal(expected.Children<JProperty>().Select(p => p.Name), ours.Children<JProperty>().Select(p => p.Name));
        foreach (var name in new[] { "class", "module", "message", "args", "kwargs" })
            Assert.True(JToken.DeepEquals(expected[name], ours[name]), name);
    }

    [Theory]
    [InlineData("bookworm")]
    [InlineData("sid")]
    public void Heartbeats_and_the_reply_after_them_are_told_apart_and_written_alike(string suite)
    {
        var name = "cache_images (call with call monitoring: _timeout=2, heartbeat every 1 s)";
        var replies = TestData.WireSamples(suite)[name]!["published"]!.Skip(1).Where(p => (string?)p["exchange"]!["name"] == string.Empty)
            .Select(p => Envelope.Read(Encoding.UTF8.GetBytes((string)p["body_raw"]!))).ToList();

        Assert.Equal([true, true, true, false], replies.Select(reply => RpcReply.Read(reply).IsHeartbeat));
        foreach (var reply in replies)
            Assert.Equal(MessageJson.Write(reply), MessageJson.Write(RpcReply.Read(reply).Write((string)reply["_unique_id"]!)));
    }

    private static async Task<Publication> SendAsync(JObject expected, RpcRequest request)
    {
        var broker = new InMemoryBroker();
        await using var transport = broker.CreateTransport();
        var parts = ((string?)expected["routing_key"] ?? string.Empty).Split('.', 2);
        var fanout = (string?)expected["exchange"]!["type"] == "fanout";
        var target = new RpcTarget(
            fanout ? "scheduler" : parts[0], parts.Length > 1 ? parts[1] : null, fanout, request.Namespace, request.Version);
        if (!request.IsCall)
        {
            await transport.Client.CastAsync(target, request.Context, request.Method, request.Args);
        }
        else
        {
            using var stop = new CancellationTokenSource();
            var monitor = request.ClientTimeout is { Type: JTokenType.Integer } seconds ? TimeSpan.FromSeconds((int)seconds) : (TimeSpan?)null;
            var options = new RpcCallOptions(TimeSpan.FromSeconds((double)expected["expiration"]!), monitor);
            var call = transport.Client.CallAsync(target, request.Context, request.Method, request.Args, options, stop.Token);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }
        return Assert.Single(broker.Published);
    }

    private static string WithoutIds(JObject message)
    {
        var copy = (JObject)message.DeepClone();
        foreach (var name in new[] { "_msg_id", "_reply_q", "_unique_id" })
        {
            if (copy.ContainsKey(name))
                copy[name] = "id";
        }
        return MessageJson.Write(copy);
    }

    private static string Describe(JObject queue) => string.Join(
        ' ', Shape((string)queue["queue"]!), queue["durable"], queue["auto_delete"], Arguments(queue["arguments"]!.Children<JProperty>().Select(p => (p.Name, (object?)p.Value))),
        queue["binding"]!["exchange"], queue["binding"]!["type"], queue["binding"]!["exchange_durable"], queue["binding"]!["exchange_auto_delete"],
        queue["binding"]!["routing_key"]);

    private static string Describe(ConsumedQueue queue) => string.Join(
        ' ', Shape(queue.Name), queue.Durable, queue.AutoDelete, Arguments(queue.Arguments.Select(pair => (pair.Key, pair.Value))),
        queue.Exchange.Name, queue.Exchange.Type, queue.Exchange.Durable, queue.Exchange.AutoDelete, queue.BindingKey);

    private static string Arguments(IEnumerable<(string Name, object? Value)> arguments) =>
        "{" + string.Join(',', arguments.Select(argument => $"{argument.Name}={argument.Value}")) + "}";

    private static string Shape(string name) => System.Text.RegularExpressions.Regex.Replace(name, "[0-9a-f]{32}$", "<hex>");
}
