using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Topology;

namespace NovaDockerNet.Oslo.Messaging.Tests.Topology;

/// <summary>Each option of [oslo_messaging_rabbit] that changes a declaration.</summary>
public sealed class BrokerTopologyTests
{
    private static readonly TransportOptions Defaults = new() { TransportUrl = "rabbit://localhost/" };

    public static TheoryData<string, string, string, string> Declarations() => new()
    {
        // options, topic queue, fanout queue, reply queue: D durable, A auto-delete, of queue and of exchange, then the arguments
        { "", "-- --", "-- -A x-expires=1800000", "-- -- x-expires=1800000" },
        { "durable", "D- D-", "-- -A x-expires=1800000", "-- -- x-expires=1800000" },
        { "autodelete", "-A -A", "-- -A x-expires=1800000", "-- -- x-expires=1800000" },
        { "ha", "-- -- x-ha-policy=all", "-- -A x-ha-policy=all x-expires=1800000", "-- -- x-ha-policy=all x-expires=1800000" },
        { "quorum", "D- D- x-queue-type=quorum", "-- -A x-expires=1800000", "-- -- x-expires=1800000" },
        {
            "quorum limits", "D- D- x-queue-type=quorum x-delivery-limit=3 x-max-in-memory-length=4 x-max-in-memory-bytes=5",
            "-- -A x-expires=1800000", "-- -- x-expires=1800000"
        },
        { "transientquorum", "-- --", "D- DA x-queue-type=quorum x-expires=1800000", "D- -- x-queue-type=quorum x-expires=1800000" },
        { "transientquorum stream", "-- --", "D- DA x-queue-type=stream x-max-age=1800s", "D- -- x-queue-type=quorum x-expires=1800000" },
        { "transientquorum stream ttl0", "-- --", "D- DA x-queue-type=stream", "D- -- x-queue-type=quorum" },
        { "ttl0", "-- --", "-- -A", "-- --" },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public void Options_shape_the_declarations(string options, string topic, string fanout, string reply)
    {
        var topology = new BrokerTopology(Options(options));

        var queues = topology.ServerQueues("nova", "compute", "host1");

        Assert.Equal(["compute", "compute.host1"], queues.Take(2).Select(queue => queue.Name));
        Assert.Equal([topic, topic], queues.Take(2).Select(Describe));
        Assert.Equal(fanout, Describe(queues[2]));
        Assert.Equal(reply, Describe(topology.ReplyQueue()));
        Assert.Equal(queues[2].Exchange, topology.Fanout("compute"));
        Assert.Equal(queues[0].Exchange, topology.Topic("nova"));
    }

    [Fact]
    public void The_queue_manager_counts_and_keeps_its_fanout_queue()
    {
        var topology = new BrokerTopology(Defaults with { UseQueueManager = true, Hostname = "host1", ProcessName = "nova-compute" });

        Assert.Equal("reply_host1:nova-compute:1", topology.ReplyQueue().Name);
        var fanout = topology.ServerQueues("nova", "compute", "host1")[2];
        Assert.Equal("compute_fanout_host1:nova-compute:2", fanout.Name);
        Assert.False(fanout.DeleteOnClose);
        Assert.True(new BrokerTopology(Defaults).ServerQueues("nova", "compute", "host1")[2].DeleteOnClose);
    }

    [Fact]
    public void A_stream_is_one_shared_queue_read_from_its_end()
    {
        var fanout = new BrokerTopology(Options("transientquorum stream")).ServerQueues("nova", "compute", "host1")[2];

        Assert.Equal("compute_fanout", fanout.Name);
        Assert.Equal("last", fanout.ConsumerArguments["x-stream-offset"]);
        Assert.False(fanout.DeleteOnClose);
    }

    [Fact]
    public void Cancel_on_failover_is_a_consumer_argument()
    {
        var queues = new BrokerTopology(Defaults with { EnableCancelOnFailover = true }).ServerQueues("nova", "compute", "host1");

        Assert.All(queues, queue => Assert.Equal(true, queue.ConsumerArguments["x-cancel-on-ha-failover"]));
    }

    [Theory]
    [InlineData("ha quorum", "rabbit_ha_queues")]
    [InlineData("ha transientquorum", "rabbit_ha_queues")]
    [InlineData("stream", "rabbit_stream_fanout")]
    public void Contradicting_options_are_refused_by_name(string options, string name) =>
        Assert.Contains(name, Assert.Throws<MessagingConfigurationException>(() => new BrokerTopology(Options(options))).Message);

    [Theory]
    [InlineData("PRECONDITION_FAILED - inequivalent arg 'durable' for exchange 'nova' in vhost '/'", false, "amqp_durable_queues")]
    [InlineData("PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'compute_fanout_1' in vhost '/'", true, "rabbit_transient_quorum_queue")]
    [InlineData("PRECONDITION_FAILED - inequivalent arg 'auto_delete' for queue 'compute' in vhost '/'", false, "amqp_auto_delete")]
    [InlineData("PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue 'compute' in vhost '/'", false, "rabbit_quorum_queue")]
    [InlineData("PRECONDITION_FAILED - inequivalent arg 'x-expires' for queue 'compute_fanout_1' in vhost '/'", true, "rabbit_transient_queues_ttl")]
    [InlineData("PRECONDITION_FAILED - inequivalent arg 'x-delivery-limit' for queue 'compute' in vhost '/'", false, "rabbit_quorum_delivery_limit")]
    public void A_refused_declaration_is_explained_by_its_option(string broker, bool transient, string option)
    {
        var text = DeclarationConflict.Explain(broker, transient);

        Assert.StartsWith(broker, text);
        Assert.Contains(option, text);
    }

    [Fact]
    public void Other_refusals_keep_their_text() =>
        Assert.Equal("ACCESS_REFUSED - no", DeclarationConflict.Explain("ACCESS_REFUSED - no", transient: false));

    private static TransportOptions Options(string words)
    {
        var set = words.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        return Defaults with
        {
            AmqpDurableQueues = set.Contains("durable"),
            AmqpAutoDelete = set.Contains("autodelete"),
            RabbitHaQueues = set.Contains("ha"),
            RabbitQuorumQueue = set.Contains("quorum"),
            RabbitQuorumDeliveryLimit = set.Contains("limits") ? 3 : 0,
            RabbitQuorumMaxMemoryLength = set.Contains("limits") ? 4 : 0,
            RabbitQuorumMaxMemoryBytes = set.Contains("limits") ? 5 : 0,
            RabbitTransientQuorumQueue = set.Contains("transientquorum"),
            RabbitStreamFanout = set.Contains("stream"),
            RabbitTransientQueuesTtl = set.Contains("ttl0") ? TimeSpan.Zero : Defaults.RabbitTransientQueuesTtl,
        };
    }

    private static string Describe(ConsumedQueue queue)
    {
        var arguments = string.Join(' ', queue.Arguments.Select(pair => $"{pair.Key}={pair.Value}"));
        return $"{Flags(queue.Durable, queue.AutoDelete)} {Flags(queue.Exchange.Durable, queue.Exchange.AutoDelete)} {arguments}".TrimEnd();
    }

    private static string Flags(bool durable, bool autoDelete) => $"{(durable ? 'D' : '-')}{(autoDelete ? 'A' : '-')}";
}
