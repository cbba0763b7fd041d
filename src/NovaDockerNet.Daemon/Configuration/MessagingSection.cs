using System.Net;
using NovaDockerNet.Oslo.Config;
using NovaDockerNet.Oslo.Messaging.Options;

namespace NovaDockerNet.Daemon.Configuration;

/// <summary>transport_url and [oslo_messaging_rabbit] (oslo_messaging/transport.py, _drivers/impl_rabbit.py, _drivers/amqp.py).</summary>
internal static class MessagingSection
{
    private const string Group = ConfigOption.DefaultGroup;
    public const string Rabbit = "oslo_messaging_rabbit";

    public static readonly ConfigOption<string?> TransportUrl = Options.OptionalString(
        Group, "transport_url", "The broker: rabbit://user:password@host:port[,user:password@host2:port]/virtual_host. It must be set.", secret: true);

    public static readonly ConfigOption<string> ControlExchange = Options.String(Group, "control_exchange", "nova", "Exchange of the topics.");

    public static readonly ConfigOption<TimeSpan> RpcResponseTimeout = Options.Seconds(
        Group, "rpc_response_timeout", 60, "Seconds to wait for the answer to a call.", min: 1);

    public static readonly ConfigOption<int> ExecutorThreadPoolSize = Options.Integer(
        Group, "executor_thread_pool_size", 64, "Operations that run at once; further ones wait at the broker.", min: 1, deprecatedNames: ["DEFAULT.rpc_thread_pool_size"]);

    private static readonly ConfigOption<bool> s_amqpDurableQueues = Options.Boolean(
        Rabbit, "amqp_durable_queues", false, "Durable queues. This and the options of queues below must equal those of the cloud's other services.");
    private static readonly ConfigOption<bool> s_amqpAutoDelete = Options.Boolean(Rabbit, "amqp_auto_delete", false, "Delete queues that nobody listens on.");
    private static readonly ConfigOption<bool> s_haQueues = Options.Boolean(Rabbit, "rabbit_ha_queues", false, "Mirrored queues, for RabbitMQ before 3.0.");
    private static readonly ConfigOption<bool> s_quorumQueue = Options.Boolean(Rabbit, "rabbit_quorum_queue", false, "Quorum queues.");
    private static readonly ConfigOption<int> s_quorumDeliveryLimit = Options.Integer(Rabbit, "rabbit_quorum_delivery_limit", 0, "Delivery limit of quorum queues; 0 for none.", min: 0);
    private static readonly ConfigOption<int> s_quorumMaxLength = Options.Integer(
        Rabbit, "rabbit_quorum_max_memory_length", 0, "Messages of a quorum queue kept in memory; 0 for no limit.", min: 0,
        deprecatedNames: ["oslo_messaging_rabbit.rabbit_quroum_max_memory_length"]);
    private static readonly ConfigOption<int> s_quorumMaxBytes = Options.Integer(
        Rabbit, "rabbit_quorum_max_memory_bytes", 0, "Bytes of a quorum queue kept in memory; 0 for no limit.", min: 0,
        deprecatedNames: ["oslo_messaging_rabbit.rabbit_quroum_max_memory_bytes"]);
    private static readonly ConfigOption<bool> s_transientQuorum = Options.Boolean(Rabbit, "rabbit_transient_quorum_queue", false, "Quorum queues for replies and fanouts too.");
    private static readonly ConfigOption<bool> s_streamFanout = Options.Boolean(Rabbit, "rabbit_stream_fanout", false, "Streams for fanouts.");
    private static readonly ConfigOption<TimeSpan> s_transientTtl = Options.Seconds(
        Rabbit, "rabbit_transient_queues_ttl", 1800, "Seconds after which an unused reply or fanout queue is removed; 0 leaves that to the broker.", min: 0);
    private static readonly ConfigOption<bool> s_queueManager = Options.Boolean(Rabbit, "use_queue_manager", false, "Lasting names for reply and fanout queues.");
    private static readonly ConfigOption<string> s_hostname = Options.String(
        Rabbit, "hostname", Dns.GetHostName(), "Host part of those names.", sampleDefault: "<current_hostname>");
    private static readonly ConfigOption<string> s_processName = Options.String(Rabbit, "processname", "nova-compute", "Process part of those names.");
    private static readonly ConfigOption<bool> s_cancelOnFailover = Options.Boolean(
        Rabbit, "enable_cancel_on_failover", false, "Ask to be told when a queue's node goes away.");
    private static readonly ConfigOption<int> s_prefetch = Options.Integer(
        Rabbit, "rabbit_qos_prefetch_count", 0, "Messages the broker may send ahead; 0 for 16.", min: 0);
    private static readonly ConfigOption<TimeSpan> s_heartbeat = Options.Seconds(
        Rabbit, "heartbeat_timeout_threshold", 60, "Seconds of silence after which the broker counts as gone; 0 turns heartbeats off.", min: 0);
    private static readonly ConfigOption<TimeSpan> s_retryInterval = Options.Seconds(Rabbit, "rabbit_retry_interval", 1, "First pause before connecting again.", min: 0);
    private static readonly ConfigOption<TimeSpan> s_retryBackoff = Options.Seconds(
        Rabbit, "rabbit_retry_backoff", 2, "How much longer each further pause is.", min: 0, deprecatedNames: ["DEFAULT.rabbit_retry_backoff"]);
    private static readonly ConfigOption<TimeSpan> s_intervalMax = Options.Seconds(Rabbit, "rabbit_interval_max", 30, "Longest pause.", min: 0);
    private static readonly ConfigOption<TimeSpan> s_reconnectDelay = Options.Seconds(
        Rabbit, "kombu_reconnect_delay", 1, "Pause after a consumer was cancelled.", min: 0, deprecatedNames: ["DEFAULT.kombu_reconnect_delay"]);
    private static readonly ConfigOption<TimeSpan> s_missingConsumer = Options.Seconds(
        Rabbit, "kombu_missing_consumer_retry_timeout", 60, "How long a reply is tried whose queue is not there.", min: 0,
        deprecatedNames: ["oslo_messaging_rabbit.kombu_reconnect_timeout"]);
    private static readonly ConfigOption<string> s_failover = Options.String(
        Rabbit, "kombu_failover_strategy", "round-robin", "Order in which several brokers are tried.", ["round-robin", "shuffle"]);
    private static readonly ConfigOption<string> s_login = Options.String(
        Rabbit, "rabbit_login_method", "AMQPLAIN", "How to log in.", ["PLAIN", "AMQPLAIN", "EXTERNAL"], ["DEFAULT.rabbit_login_method"]);
    private static readonly ConfigOption<bool> s_ssl = Options.Boolean(Rabbit, "ssl", false, "Connect with TLS.", ["oslo_messaging_rabbit.rabbit_use_ssl"]);
    private static readonly ConfigOption<string> s_sslVersion = Options.String(
        Rabbit, "ssl_version", "", "TLS version; empty for the best both sides have.", deprecatedNames: ["oslo_messaging_rabbit.kombu_ssl_version"]);
    private static readonly ConfigOption<string> s_sslCa = Options.String(
        Rabbit, "ssl_ca_file", "", "Certificate authorities, PEM.", deprecatedNames: ["oslo_messaging_rabbit.kombu_ssl_ca_certs"]);
    private static readonly ConfigOption<string> s_sslCert = Options.String(
        Rabbit, "ssl_cert_file", "", "Our certificate, PEM.", deprecatedNames: ["oslo_messaging_rabbit.kombu_ssl_certfile"]);
    private static readonly ConfigOption<string> s_sslKey = Options.String(
        Rabbit, "ssl_key_file", "", "Its key, PEM.", deprecatedNames: ["oslo_messaging_rabbit.kombu_ssl_keyfile"]);
    private static readonly ConfigOption<bool> s_sslHostname = Options.Boolean(
        Rabbit, "ssl_enforce_hostname_verification", false, "The broker's certificate must carry its host name.");

    public static IReadOnlyList<ConfigOption> Defaults { get; } =
        [TransportUrl, ControlExchange, RpcResponseTimeout, ExecutorThreadPoolSize];

    public static IReadOnlyList<ConfigOption> Groups { get; } =
    [
        s_amqpDurableQueues, s_amqpAutoDelete, s_haQueues, s_quorumQueue, s_quorumDeliveryLimit, s_quorumMaxLength, s_quorumMaxBytes, s_transientQuorum,
        s_streamFanout, s_transientTtl, s_queueManager, s_hostname, s_processName, s_cancelOnFailover, s_prefetch, s_heartbeat, s_retryInterval,
        s_retryBackoff, s_intervalMax, s_reconnectDelay, s_missingConsumer, s_failover, s_login, s_ssl, s_sslVersion, s_sslCa, s_sslCert, s_sslKey,
        s_sslHostname,
    ];

    public static TransportOptions ToTransportOptions(OsloConfig config) => new()
    {
        TransportUrl = config.Get(TransportUrl)
            ?? throw new OsloConfigException("must be set, for example rabbit://openstack:PASSWORD@controller:5672/", config.LocationOf(TransportUrl), Group, TransportUrl.Name),
        ControlExchange = config.Get(ControlExchange),
        RpcResponseTimeout = config.Get(RpcResponseTimeout),
        ExecutorThreadPoolSize = config.Get(ExecutorThreadPoolSize),
        AmqpDurableQueues = config.Get(s_amqpDurableQueues),
        AmqpAutoDelete = config.Get(s_amqpAutoDelete),
        RabbitHaQueues = config.Get(s_haQueues),
        RabbitQuorumQueue = config.Get(s_quorumQueue),
        RabbitQuorumDeliveryLimit = config.Get(s_quorumDeliveryLimit),
        RabbitQuorumMaxMemoryLength = config.Get(s_quorumMaxLength),
        RabbitQuorumMaxMemoryBytes = config.Get(s_quorumMaxBytes),
        RabbitTransientQuorumQueue = config.Get(s_transientQuorum),
        RabbitStreamFanout = config.Get(s_streamFanout),
        RabbitTransientQueuesTtl = config.Get(s_transientTtl),
        UseQueueManager = config.Get(s_queueManager),
        Hostname = config.Get(s_hostname),
        ProcessName = config.Get(s_processName),
        EnableCancelOnFailover = config.Get(s_cancelOnFailover),
        RabbitQosPrefetchCount = config.Get(s_prefetch),
        HeartbeatTimeoutThreshold = config.Get(s_heartbeat),
        RabbitRetryInterval = config.Get(s_retryInterval),
        RabbitRetryBackoff = config.Get(s_retryBackoff),
        RabbitIntervalMax = config.Get(s_intervalMax),
        KombuReconnectDelay = config.Get(s_reconnectDelay),
        KombuMissingConsumerRetryTimeout = config.Get(s_missingConsumer),
        KombuFailoverStrategy = config.Get(s_failover),
        RabbitLoginMethod = config.Get(s_login),
        Ssl = config.Get(s_ssl),
        SslVersion = config.Get(s_sslVersion),
        SslCaFile = config.Get(s_sslCa),
        SslCertFile = config.Get(s_sslCert),
        SslKeyFile = config.Get(s_sslKey),
        SslEnforceHostnameVerification = config.Get(s_sslHostname),
    };
}
