namespace NovaDockerNet.Compute.Periodic;

/// <summary>What the periodic tasks read from nova.conf, under nova's option names. Intervals as nova reads them: zero is every minute, negative is off.</summary>
public sealed record PeriodicOptions
{
    /// <summary>[DEFAULT] periodic_enable.</summary>
    public bool PeriodicEnable { get; init; } = true;

    /// <summary>[DEFAULT] periodic_fuzzy_delay.</summary>
    public TimeSpan PeriodicFuzzyDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>[DEFAULT] update_resources_interval.</summary>
    public TimeSpan UpdateResourcesInterval { get; init; }

    /// <summary>[DEFAULT] sync_power_state_interval.</summary>
    public TimeSpan SyncPowerStateInterval { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>[DEFAULT] heal_instance_info_cache_interval; null = the release's default. Zero is off, too.</summary>
    public TimeSpan? HealInstanceInfoCacheInterval { get; init; }

    /// <summary>[DEFAULT] running_deleted_instance_poll_interval.</summary>
    public TimeSpan RunningDeletedInstancePollInterval { get; init; } = TimeSpan.FromSeconds(1800);

    /// <summary>[DEFAULT] running_deleted_instance_action: reap, log, shutdown or noop.</summary>
    public string RunningDeletedInstanceAction { get; init; } = "reap";

    /// <summary>[DEFAULT] running_deleted_instance_timeout.</summary>
    public TimeSpan RunningDeletedInstanceTimeout { get; init; }

    /// <summary>[DEFAULT] instance_delete_interval.</summary>
    public TimeSpan InstanceDeleteInterval { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>[DEFAULT] maximum_instance_delete_attempts.</summary>
    public int MaximumInstanceDeleteAttempts { get; init; } = 5;

    /// <summary>[DEFAULT] resize_confirm_window; zero is never.</summary>
    public TimeSpan ResizeConfirmWindow { get; init; }

    /// <summary>[DEFAULT] instance_build_timeout; zero is never.</summary>
    public TimeSpan InstanceBuildTimeout { get; init; }

    /// <summary>[DEFAULT] reboot_timeout; zero is never.</summary>
    public TimeSpan RebootTimeout { get; init; }

    /// <summary>[DEFAULT] instance_usage_audit.</summary>
    public bool InstanceUsageAudit { get; init; }

    /// <summary>[DEFAULT] rescue_timeout; zero is never.</summary>
    public TimeSpan RescueTimeout { get; init; }

    /// <summary>[DEFAULT] shelved_poll_interval.</summary>
    public TimeSpan ShelvedPollInterval { get; init; } = TimeSpan.FromSeconds(3600);

    /// <summary>[image_cache] manager_interval.</summary>
    public TimeSpan ImageCacheManagerInterval { get; init; } = TimeSpan.FromSeconds(2400);

    /// <summary>[docker] reconcile_interval; zero is never.</summary>
    public TimeSpan ReconcileInterval { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>[DEFAULT] scheduler_instance_sync_interval.</summary>
    public TimeSpan SchedulerInstanceSyncInterval { get; init; } = TimeSpan.FromSeconds(120);
}
