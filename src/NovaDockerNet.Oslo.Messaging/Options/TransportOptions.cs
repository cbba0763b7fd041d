namespace NovaDockerNet.Oslo.Messaging.Options;

/// <summary>
/// transport_url, rpc_response_timeout and the [oslo_messaging_rabbit] group of nova.conf, option by option with the library's defaults.
/// </summary>
/// <remarks>
/// Everything that shapes a queue or an exchange must equal what the cloud's other services use, or the broker refuses the declaration.
/// </remarks>
public sealed record TransportOptions
{
    /// <summary>[DEFAULT] transport_url.</summary>
    public required string TransportUrl { get; init; }

    /// <summary>[DEFAULT] control_exchange; nova sets "nova".</summary>
    public string ControlExchange { get; init; } = "nova";

    /// <summary>[DEFAULT] rpc_response_timeout.</summary>
    public TimeSpan RpcResponseTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>[DEFAULT] executor_thread_pool_size: operations running at once; more wait on the broker.</summary>
    public int ExecutorThreadPoolSize { get; init; } = 64;

    /// <summary>A larger message is rejected without reading it.</summary>
    public int MaxMessageBytes { get; init; } = 16 * 1024 * 1024;

    public bool AmqpDurableQueues { get; init; }

    public bool AmqpAutoDelete { get; init; }

    public bool RabbitHaQueues { get; init; }

    public bool RabbitQuorumQueue { get; init; }

    public int RabbitQuorumDeliveryLimit { get; init; }

    /// <summary>rabbit_quorum_max_memory_length; spelt rabbit_quroum_max_memory_length in oslo.messaging 14.</summary>
    public int RabbitQuorumMaxMemoryLength { get; init; }

    /// <summary>rabbit_quorum_max_memory_bytes; spelt rabbit_quroum_max_memory_bytes in oslo.messaging 14.</summary>
    public long RabbitQuorumMaxMemoryBytes { get; init; }

    public bool RabbitTransientQuorumQueue { get; init; }

    public bool RabbitStreamFanout { get; init; }

    /// <summary>rabbit_transient_queues_ttl; zero leaves x-expires out.</summary>
    public TimeSpan RabbitTransientQueuesTtl { get; init; } = TimeSpan.FromSeconds(1800);

    public bool UseQueueManager { get; init; }

    /// <summary>hostname of the queue manager.</summary>
    public string Hostname { get; init; } = Environment.MachineName;

    /// <summary>processname of the queue manager.</summary>
    public string ProcessName { get; init; } = "nova-compute";

    public bool EnableCancelOnFailover { get; init; }

    /// <summary>rabbit_qos_prefetch_count; zero means a default of ours, never "unlimited".</summary>
    public int RabbitQosPrefetchCount { get; init; }

    public TimeSpan HeartbeatTimeoutThreshold { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan RabbitRetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan RabbitRetryBackoff { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan RabbitIntervalMax { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan KombuReconnectDelay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan KombuMissingConsumerRetryTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>kombu_failover_strategy: round-robin or shuffle.</summary>
    public string KombuFailoverStrategy { get; init; } = "round-robin";

    /// <summary>rabbit_login_method: AMQPLAIN, PLAIN or EXTERNAL.</summary>
    public string RabbitLoginMethod { get; init; } = "AMQPLAIN";

    public bool Ssl { get; init; }

    public string SslVersion { get; init; } = string.Empty;

    public string SslCaFile { get; init; } = string.Empty;

    public string SslCertFile { get; init; } = string.Empty;

    public string SslKeyFile { get; init; } = string.Empty;

    public bool SslEnforceHostnameVerification { get; init; }

    /// <summary>Without transport_url: it holds passwords.</summary>
    public override string ToString() => $"{nameof(TransportOptions)} of exchange {ControlExchange}";
}
