using System.Collections.Concurrent;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.TestKit;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace NovaDockerNet.Compute.IntegrationTests;

/// <summary>
/// The whole compute endpoint behind the real consumer of a real broker; conductor, driver, network and Placement are the unit tests' fakes.
/// </summary>
sealed class ComputeUnderTest : IAsyncDisposable
{
    public const string Host = "vm";
    private const string Queue = "compute." + Host;

    private readonly TempDirectory _state = new();
    private readonly RpcTransport _transport;
    private readonly FakeConductor _conductor = new();
    private readonly FakeDriver _driver = new();
    private readonly FakeNetwork _network = new();
    private readonly FakeResources _resources;
    private readonly FakeRpcClient _rpc = new();
    private readonly FakeImages _images = new();
    private readonly ComputeWiring _wiring;
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly ConcurrentDictionary<string, int> _answers = new();
    private RpcServer? _server;
    private long _fences;

    private ComputeUnderTest(RpcTransport transport, IConnection connection, IChannel channel, CountingLoggers log)
    {
        (_transport, _connection, _channel) = (transport, connection, channel);
        _resources = new FakeResources(_conductor, Host);
        var options = new ComputeOptions { Host = Host, StatePath = _state.Path, LifecycleEventDelay = TimeSpan.Zero, RequestSettlingTime = TimeSpan.Zero };
        _wiring = new ComputeWiring(
            options, _conductor, _rpc, _driver, _network, _resources, _resources, _images, new FakeHostTraces(), new InstanceLocks(), log, TimeProvider.System);
    }

    /// <summary>Always the same: it is part of the messages, which must be the same for the same seed. The broker is the test's own.</summary>
    public string ReplyQueue { get; } = "reply_fedcba9876543210fedcba9876543210";

    /// <summary>Ending answers by _msg_id since the last <see cref="Forget"/>.</summary>
    public IReadOnlyDictionary<string, int> Answers => _answers;

    public int IntentFiles => Directory.Exists(IntentFolder) ? Directory.GetFiles(IntentFolder).Length : 0;

    private string IntentFolder => Path.Combine(_state.Path, "intents");

    public static async Task<ComputeUnderTest> StartAsync(RabbitMqServer broker, CountingLoggers log)
    {
        // A reply queue that is missing is tried for a minute; half a second says as much here.
        var options = new TransportOptions { TransportUrl = broker.TransportUrl, KombuMissingConsumerRetryTimeout = TimeSpan.FromMilliseconds(500) };
        var transport = await RpcTransport.CreateAsync(options, log, TimeProvider.System, CancellationToken.None);
        var factory = new ConnectionFactory { Uri = new Uri(broker.TransportUrl.Replace("rabbit://", "amqp://", StringComparison.Ordinal)) };
        if (broker.Options.VirtualHost == "/")
            factory.VirtualHost = "/";
        var connection = await factory.CreateConnectionAsync();
        var started = new ComputeUnderTest(transport, connection, await connection.CreateChannelAsync(), log);
        await started.ListenAsync();
        started._server = await transport.StartServerAsync(
            "compute", Host, new RpcDispatcher(started._wiring.Endpoint.For(started._conductor.Profile)), CancellationToken.None);
        return started;
    }

    public ValueTask SendAsync(byte[] body) => _channel.BasicPublishAsync("", Queue, body);

    /// <summary>Returns when all that was sent has been taken, has ended and was answered.</summary>
    public async Task SettleAsync()
    {
        var id = $"fence-{++_fences}";
        var ping = new JObject
        {
            ["method"] = "ping",
            ["namespace"] = "baseapi",
            ["version"] = "1.0",
            ["args"] = new JObject { ["arg"] = "fence" },
            ["_msg_id"] = id,
            ["_reply_q"] = ReplyQueue,
            ["_unique_id"] = id,
        };
        await SendAsync(System.Text.Encoding.UTF8.GetBytes(ping.ToString(Newtonsoft.Json.Formatting.None)));
        await EventuallyAsync(() => _answers.ContainsKey(id), "the service answers a ping");
        await EventuallyAsync(() => _server!.Running == 0 && _wiring.Background.Count == 0, "what was taken has ended");
        // The broker delivers replies in their order: one more round, and those before it are here.
        _answers.TryRemove(id, out _);
        id = $"fence-{++_fences}";
        (ping["_msg_id"], ping["_unique_id"]) = (id, id);
        await SendAsync(System.Text.Encoding.UTF8.GetBytes(ping.ToString(Newtonsoft.Json.Formatting.None)));
        await EventuallyAsync(() => _answers.ContainsKey(id), "the service answers a second ping");
        _answers.TryRemove(id, out _);
    }

    /// <summary>Rows as nova-api left them, and nothing remembered of what was.</summary>
    public void Forget(IEnumerable<JObject> instances)
    {
        _answers.Clear();
        _conductor.Forget();
        _driver.Forget();
        _network.Forget();
        _resources.Forget();
        _rpc.Forget();
        _images.Forget();
        foreach (var row in instances)
            _conductor.AddInstance(row);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
        await _transport.DisposeAsync();
        _wiring.Dispose();
        _state.Dispose();
    }

    private async Task ListenAsync()
    {
        await _channel.QueueDeclareAsync(ReplyQueue, durable: false, exclusive: false, autoDelete: true);
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            var envelope = JObject.Parse(System.Text.Encoding.UTF8.GetString(delivery.Body.Span));
            var reply = JObject.Parse((string)envelope["oslo.message"]!);
            if ((bool)reply["ending"]!)
                _answers.AddOrUpdate((string)reply["_msg_id"]!, 1, static (_, count) => count + 1);
            return Task.CompletedTask;
        };
        await _channel.BasicConsumeAsync(ReplyQueue, autoAck: true, consumer);
    }

    private static async Task EventuallyAsync(Func<bool> condition, string what)
    {
        // A burst of a thousand on a busy machine.
        for (var deadline = DateTime.UtcNow.AddSeconds(120); !condition(); await Task.Delay(5))
            Assert.True(DateTime.UtcNow < deadline, $"not within 120 s: {what}");
    }
}
