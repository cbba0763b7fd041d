using System.Globalization;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Options;

namespace NovaDockerNet.Oslo.Messaging.Topology;

/// <summary>
/// Every exchange and queue as the cloud's other services declare them; pure. oslo.messaging: impl_rabbit.py declare_*_consumer, *_send,
/// _get_queue_arguments.
/// </summary>
internal sealed class BrokerTopology
{
    private readonly TransportOptions _options;
    private readonly QueueManager _names;

    public BrokerTopology(TransportOptions options)
    {
        if (options.RabbitHaQueues && (options.RabbitQuorumQueue || options.RabbitTransientQuorumQueue))
        {
            throw new MessagingConfigurationException(
                "cannot be combined with rabbit_quorum_queue or rabbit_transient_quorum_queue: a queue is mirrored or quorum, not both",
                option: "rabbit_ha_queues");
        }
        if (options.RabbitStreamFanout && !options.RabbitTransientQuorumQueue)
        {
            throw new MessagingConfigurationException(
                "needs rabbit_transient_quorum_queue to be true as well", option: "rabbit_stream_fanout");
        }
        _options = options;
        _names = new QueueManager(options);
    }

    private bool TopicDurable => _options.AmqpDurableQueues || _options.RabbitQuorumQueue;

    private bool FanoutDurable => _options.RabbitTransientQuorumQueue || _options.RabbitStreamFanout;

    public ExchangeDeclaration Topic(string exchange) => new(exchange, "topic", TopicDurable, _options.AmqpAutoDelete);

    public ExchangeDeclaration Fanout(string topic) => new($"{topic}_fanout", "fanout", FanoutDurable, AutoDelete: true);

    /// <summary>The three queues of one server: oslo.messaging: AMQPDriverBase.listen.</summary>
    public IReadOnlyList<ConsumedQueue> ServerQueues(string exchange, string topic, string server) =>
        [TopicQueue(exchange, topic), TopicQueue(exchange, $"{topic}.{server}"), FanoutQueue(topic)];

    /// <summary>Where notifications wait for a consumer. oslo.messaging: impl_rabbit.py _publish_and_creates_default_queue.</summary>
    public ConsumedQueue NotificationQueue(string exchange, string name) => TopicQueue(exchange, name);

    public ConsumedQueue ReplyQueue() => new($"reply_{_names.NextSuffix()}", ExchangeDeclaration.Default, string.Empty)
    {
        Durable = _options.RabbitTransientQuorumQueue,
        Arguments = QueueArguments(_options.RabbitTransientQuorumQueue, _options.RabbitTransientQueuesTtl),
        ConsumerArguments = ConsumerArguments(),
    };

    private ConsumedQueue TopicQueue(string exchange, string name) => new(name, Topic(exchange), name)
    {
        Durable = TopicDurable,
        AutoDelete = _options.AmqpAutoDelete,
        Arguments = QueueArguments(_options.RabbitQuorumQueue, TimeSpan.Zero),
        ConsumerArguments = ConsumerArguments(),
    };

    private ConsumedQueue FanoutQueue(string topic)
    {
        var exchange = Fanout(topic);
        if (_options.RabbitStreamFanout)
        {
            return new ConsumedQueue($"{topic}_fanout", exchange, topic)
            {
                Durable = true,
                Arguments = StreamArguments(_options.RabbitTransientQueuesTtl),
                ConsumerArguments = new Dictionary<string, object?> { ["x-stream-offset"] = "last" },
            };
        }

        return new ConsumedQueue($"{topic}_fanout_{_names.NextSuffix()}", exchange, topic)
        {
            Durable = FanoutDurable,
            Arguments = QueueArguments(_options.RabbitTransientQuorumQueue, _options.RabbitTransientQueuesTtl),
            ConsumerArguments = ConsumerArguments(),
            DeleteOnClose = !_options.UseQueueManager,
        };
    }

    private Dictionary<string, object?> QueueArguments(bool quorum, TimeSpan ttl)
    {
        var arguments = new Dictionary<string, object?>();
        if (_options.RabbitHaQueues)
            arguments["x-ha-policy"] = "all";
        if (quorum)
        {
            arguments["x-queue-type"] = "quorum";
            if (_options.RabbitQuorumDeliveryLimit > 0)
                arguments["x-delivery-limit"] = _options.RabbitQuorumDeliveryLimit;
            if (_options.RabbitQuorumMaxMemoryLength > 0)
                arguments["x-max-in-memory-length"] = _options.RabbitQuorumMaxMemoryLength;
            if (_options.RabbitQuorumMaxMemoryBytes > 0)
                arguments["x-max-in-memory-bytes"] = _options.RabbitQuorumMaxMemoryBytes;
        }
        if (ttl > TimeSpan.Zero)
            arguments["x-expires"] = (long)ttl.TotalMilliseconds;
        return arguments;
    }

    private static Dictionary<string, object?> StreamArguments(TimeSpan ttl)
    {
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = "stream" };
        if (ttl > TimeSpan.Zero)
            arguments["x-max-age"] = string.Create(CultureInfo.InvariantCulture, $"{(long)ttl.TotalSeconds}s");
        return arguments;
    }

    private Dictionary<string, object?> ConsumerArguments() =>
        _options.EnableCancelOnFailover ? new() { ["x-cancel-on-ha-failover"] = true } : [];
}
