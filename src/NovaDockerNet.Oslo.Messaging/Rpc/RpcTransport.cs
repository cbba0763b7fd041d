using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NovaDockerNet.Oslo.Messaging.Drivers;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Rabbit;
using NovaDockerNet.Oslo.Messaging.Topology;

namespace NovaDockerNet.Oslo.Messaging.Rpc;

/// <summary>One process's way to the broker: a client and any number of servers.</summary>
public sealed class RpcTransport : IAsyncDisposable
{
    private readonly TransportOptions _options;
    private readonly IRpcDriver _driver;
    private readonly BrokerTopology _topology;
    private readonly ReplyListener _replyListener;
    private readonly ILoggerFactory _loggerFactory;
    private readonly TimeProvider _time;

    internal RpcTransport(TransportOptions options, IRpcDriver driver, ILoggerFactory loggerFactory, TimeProvider time)
    {
        _options = options;
        _driver = driver;
        _loggerFactory = loggerFactory;
        _time = time;
        _topology = new BrokerTopology(options);
        _replyListener = new ReplyListener(driver, _topology.ReplyQueue(), loggerFactory.CreateLogger<ReplyListener>());
        Client = new RpcClient(driver, _topology, _replyListener, options.RpcResponseTimeout, time);
    }

    /// <summary>Sends calls and casts.</summary>
    public IRpcClient Client { get; }

    /// <summary>What there should be a connection to the broker for and is none, such as "sending"; empty when all is well.</summary>
    public IReadOnlyList<string> Disconnected => _driver.Disconnected;

    /// <summary>Reads the options and the files they name as <see cref="CreateAsync"/> does, and makes nothing.</summary>
    /// <exception cref="Failures.MessagingConfigurationException">An option cannot be used as it is.</exception>
    public static void Check(TransportOptions options)
    {
        var url = TransportUrl.Parse(options.TransportUrl);
        options = TransportUrlOverrides.Apply(options, url);
        _ = new BrokerTopology(options);
        _ = new RabbitConnector(options, url, TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>Checks the options; connections are opened when first needed.</summary>
    /// <exception cref="Failures.MessagingConfigurationException">An option cannot be used as it is.</exception>
    public static Task<RpcTransport> CreateAsync(
        TransportOptions options, ILoggerFactory loggerFactory, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var url = TransportUrl.Parse(options.TransportUrl);
        options = TransportUrlOverrides.Apply(options, url);
        return Task.FromResult(
            new RpcTransport(options, new RabbitDriver(options, url, timeProvider, loggerFactory), loggerFactory, timeProvider));
    }

    /// <summary>
    /// Listens as one server of a topic: queues topic, topic.server and the topic's fanout. Returns when the broker delivers, which may be
    /// long after the call while the broker is away.
    /// </summary>
    /// <exception cref="Failures.MessagingOperationException">The broker refuses a declaration.</exception>
    public async Task<RpcServer> StartServerAsync(string topic, string server, RpcDispatcher dispatcher, CancellationToken cancellationToken)
    {
        var replies = new ReplySender(_driver, _options.KombuMissingConsumerRetryTimeout, _time, _loggerFactory.CreateLogger<ReplySender>());
        var rpcServer = new RpcServer(
            dispatcher, replies, _options.ExecutorThreadPoolSize, _options.MaxMessageBytes, _time, _loggerFactory.CreateLogger<RpcServer>());
        await rpcServer.StartAsync(_driver, _topology.ServerQueues(_options.ControlExchange, topic, server), cancellationToken);
        return rpcServer;
    }

    /// <summary>Closes the connections. Servers are stopped by their owners before.</summary>
    public async ValueTask DisposeAsync()
    {
        await _replyListener.DisposeAsync();
        await _driver.DisposeAsync();
    }
}
