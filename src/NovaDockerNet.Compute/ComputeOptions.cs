using NovaDockerNet.Compute.Metadata;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Virt.Hardware;

namespace NovaDockerNet.Compute;

/// <summary>What nova-compute reads from nova.conf, under nova's option names. The daemon maps the file; tests set properties.</summary>
public sealed record ComputeOptions
{
    /// <summary>[DEFAULT] host: RPC server name, service record, binding:host_id. Not the hypervisor hostname.</summary>
    public required string Host { get; init; }

    /// <summary>[DEFAULT] state_path; the intents of operations in flight are kept in its folder "intents".</summary>
    public required string StatePath { get; init; }

    /// <summary>[DEFAULT] max_concurrent_builds; 0 = unlimited.</summary>
    public int MaxConcurrentBuilds { get; init; } = 10;

    /// <summary>[DEFAULT] max_concurrent_snapshots; 0 = unlimited.</summary>
    public int MaxConcurrentSnapshots { get; init; } = 5;

    /// <summary>[DEFAULT] shelved_offload_time: zero = offload at once, negative = never.</summary>
    public TimeSpan ShelvedOffloadTime { get; init; }

    /// <summary>[DEFAULT] vif_plugging_timeout; zero = do not wait.</summary>
    public TimeSpan VifPluggingTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>[DEFAULT] vif_plugging_is_fatal.</summary>
    public bool VifPluggingIsFatal { get; init; } = true;

    /// <summary>[DEFAULT] network_allocate_retries.</summary>
    public int NetworkAllocateRetries { get; init; }

    /// <summary>[DEFAULT] resume_guests_state_on_host_boot.</summary>
    public bool ResumeGuestsStateOnHostBoot { get; init; }

    /// <summary>[DEFAULT] shutdown_timeout.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>[DEFAULT] reclaim_instance_interval; zero = soft delete is off.</summary>
    public TimeSpan ReclaimInstanceInterval { get; init; }

    /// <summary>[DEFAULT] default_access_ip_network_name.</summary>
    public string? DefaultAccessIpNetworkName { get; init; }

    /// <summary>[DEFAULT] report_interval.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>[DEFAULT] service_down_time.</summary>
    public TimeSpan ServiceDownTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>[DEFAULT] rpc_response_timeout.</summary>
    public TimeSpan RpcResponseTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>[DEFAULT] graceful_shutdown_timeout: how long operations in flight may go on after SIGTERM.</summary>
    public TimeSpan GracefulShutdownTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>[compute] cpu_dedicated_set and cpu_shared_set.</summary>
    public CpuSets Cpus { get; init; } = CpuSets.None;

    /// <summary>[compute] consecutive_build_service_disable_threshold; 0 = do not count failed builds.</summary>
    public int ConsecutiveBuildServiceDisableThreshold { get; init; } = 10;

    /// <summary>[filter_scheduler] track_instance_changes.</summary>
    public bool TrackInstanceChanges { get; init; } = true;

    /// <summary>[workarounds] disable_group_policy_check_upcall.</summary>
    public bool DisableGroupPolicyCheckUpcall { get; init; }

    /// <summary>[workarounds] handle_virt_lifecycle_events.</summary>
    public bool HandleVirtLifecycleEvents { get; init; } = true;

    /// <summary>[vnc]/[spice]/[serial_console]/[mks] enabled, any of them: tokens of a deleted server are cleaned.</summary>
    public bool ConsolesEnabled { get; init; } = true;

    /// <summary>[serial_console] enabled.</summary>
    public bool SerialConsoleEnabled { get; init; }

    /// <summary>[serial_console] base_url: where users reach nova's serial proxy.</summary>
    public string SerialConsoleBaseUrl { get; init; } = "ws://127.0.0.1:6083/";

    /// <summary>[consoleauth] token_ttl.</summary>
    public TimeSpan ConsoleTokenTtl { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>[docker] rescue_image_id; null = the server's own image.</summary>
    public string? RescueImageId { get; init; }

    /// <summary>[DEFAULT] force_config_drive.</summary>
    public bool ForceConfigDrive { get; init; }

    /// <summary>[api]: what config drives say beside the server itself.</summary>
    public MetadataOptions Metadata { get; init; } = new();

    /// <summary>[notifications].</summary>
    public NotificationOptions Notifications { get; init; } = new();

    /// <summary>[docker] nova_release: the profile to use instead of asking the conductor; null = ask.</summary>
    public string? NovaRelease { get; init; }

    /// <summary>How long a stopped guest may take to come back (an outsider's docker restart) before it counts as stopped.</summary>
    public TimeSpan LifecycleEventDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>At start: for a request that the conductor was about to send, and for those that waited to be put on record.</summary>
    public TimeSpan RequestSettlingTime { get; init; } = TimeSpan.FromSeconds(5);
}
