using System.Globalization;
using NovaDockerNet.Oslo.Messaging.Failures;

namespace NovaDockerNet.Oslo.Messaging.Options;

/// <summary>Options given in the query of transport_url win over [oslo_messaging_rabbit]. oslo.messaging: ConfigOptsProxy.</summary>
internal static class TransportUrlOverrides
{
    private static readonly Dictionary<string, Func<TransportOptions, string, TransportOptions>> Setters = new(StringComparer.Ordinal)
    {
        ["amqp_durable_queues"] = (o, v) => o with { AmqpDurableQueues = Flag(v) },
        ["amqp_auto_delete"] = (o, v) => o with { AmqpAutoDelete = Flag(v) },
        ["rabbit_ha_queues"] = (o, v) => o with { RabbitHaQueues = Flag(v) },
        ["rabbit_quorum_queue"] = (o, v) => o with { RabbitQuorumQueue = Flag(v) },
        ["rabbit_quorum_delivery_limit"] = (o, v) => o with { RabbitQuorumDeliveryLimit = Number(v) },
        ["rabbit_quorum_max_memory_length"] = (o, v) => o with { RabbitQuorumMaxMemoryLength = Number(v) },
        ["rabbit_quroum_max_memory_length"] = (o, v) => o with { RabbitQuorumMaxMemoryLength = Number(v) },
        ["rabbit_quorum_max_memory_bytes"] = (o, v) => o with { RabbitQuorumMaxMemoryBytes = Number(v) },
        ["rabbit_quroum_max_memory_bytes"] = (o, v) => o with { RabbitQuorumMaxMemoryBytes = Number(v) },
        ["rabbit_transient_quorum_queue"] = (o, v) => o with { RabbitTransientQuorumQueue = Flag(v) },
        ["rabbit_stream_fanout"] = (o, v) => o with { RabbitStreamFanout = Flag(v) },
        ["rabbit_transient_queues_ttl"] = (o, v) => o with { RabbitTransientQueuesTtl = Seconds(v) },
        ["use_queue_manager"] = (o, v) => o with { UseQueueManager = Flag(v) },
        ["hostname"] = (o, v) => o with { Hostname = v },
        ["processname"] = (o, v) => o with { ProcessName = v },
        ["enable_cancel_on_failover"] = (o, v) => o with { EnableCancelOnFailover = Flag(v) },
        ["rabbit_qos_prefetch_count"] = (o, v) => o with { RabbitQosPrefetchCount = Number(v) },
        ["heartbeat_timeout_threshold"] = (o, v) => o with { HeartbeatTimeoutThreshold = Seconds(v) },
        ["rabbit_login_method"] = (o, v) => o with { RabbitLoginMethod = v },
        ["kombu_failover_strategy"] = (o, v) => o with { KombuFailoverStrategy = v },
        ["kombu_missing_consumer_retry_timeout"] = (o, v) => o with { KombuMissingConsumerRetryTimeout = Seconds(v) },
        ["kombu_reconnect_delay"] = (o, v) => o with { KombuReconnectDelay = Seconds(v) },
        ["rabbit_retry_interval"] = (o, v) => o with { RabbitRetryInterval = Seconds(v) },
        ["rabbit_retry_backoff"] = (o, v) => o with { RabbitRetryBackoff = Seconds(v) },
        ["rabbit_interval_max"] = (o, v) => o with { RabbitIntervalMax = Seconds(v) },
        ["ssl"] = (o, v) => o with { Ssl = Flag(v) },
        ["ssl_version"] = (o, v) => o with { SslVersion = v },
        ["ssl_ca_file"] = (o, v) => o with { SslCaFile = v },
        ["ssl_cert_file"] = (o, v) => o with { SslCertFile = v },
        ["ssl_key_file"] = (o, v) => o with { SslKeyFile = v },
        ["ssl_enforce_hostname_verification"] = (o, v) => o with { SslEnforceHostnameVerification = Flag(v) },
    };

    // Known to oslo.messaging, without meaning here: connection pools and threads of the Python library.
    private static readonly HashSet<string> Ignored =
    [
        "heartbeat_rate", "heartbeat_in_pthread", "rpc_conn_pool_size", "conn_pool_min_size", "conn_pool_ttl", "direct_mandatory_flag",
        "kombu_compression", "ssl_enforce_fips_mode",
    ];

    public static TransportOptions Apply(TransportOptions options, TransportUrl url)
    {
        foreach (var (name, value) in url.Query)
        {
            if (Setters.TryGetValue(name, out var set))
                options = Set(options, name, value, set);
            else if (!Ignored.Contains(name))
                throw new MessagingConfigurationException($"transport_url: unknown option '{name}' in the query");
        }
        return options;
    }

    private static TransportOptions Set(
        TransportOptions options, string name, string value, Func<TransportOptions, string, TransportOptions> set)
    {
        try
        {
            return set(options, value);
        }
        catch (FormatException e)
        {
            throw new MessagingConfigurationException($"transport_url: '{value}' is no value for option '{name}' in the query", e);
        }
    }

    private static bool Flag(string text) => text.ToLowerInvariant() switch
    {
        "true" or "1" or "on" or "yes" => true,
        "false" or "0" or "off" or "no" => false,
        _ => throw new FormatException(),
    };

    private static TimeSpan Seconds(string text) =>
        TimeSpan.FromSeconds(double.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture));

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
