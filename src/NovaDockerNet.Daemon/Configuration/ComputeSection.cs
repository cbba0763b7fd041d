using NovaDockerNet.Oslo.Config;

namespace NovaDockerNet.Daemon.Configuration;

/// <summary>[DEFAULT] and [compute]: builds, resources and intervals (nova/conf/compute.py).</summary>
internal static class ComputeSection
{
    private const string Group = ConfigOption.DefaultGroup;

    public static readonly ConfigOption<int> MaxConcurrentBuilds = Options.Integer(
        Group, "max_concurrent_builds", 10, "Builds that run at once; 0 for no limit.", min: 0);

    public static readonly ConfigOption<int> MaxConcurrentSnapshots = Options.Integer(
        Group, "max_concurrent_snapshots", 5, "Images of servers made at once; 0 for no limit.", min: 0);

    public static readonly ConfigOption<bool> VifPluggingIsFatal = Options.Boolean(
        Group, "vif_plugging_is_fatal", true, "Fail a build whose ports Neutron does not report as plugged in time.");

    public static readonly ConfigOption<TimeSpan> VifPluggingTimeout = Options.Seconds(
        Group, "vif_plugging_timeout", 300, "Seconds to wait for Neutron's network-vif-plugged; 0 does not wait.", min: 0);

    public static readonly ConfigOption<int> NetworkAllocateRetries = Options.Integer(
        Group, "network_allocate_retries", 0, "How often to try again when the networks of a server cannot be allocated.", min: 0);

    public static readonly ConfigOption<bool> ResumeGuestsStateOnHostBoot = Options.Boolean(
        Group, "resume_guests_state_on_host_boot", false, "Start the servers again that ran before the host went down.");

    public static readonly ConfigOption<TimeSpan> ShutdownTimeout = Options.Seconds(
        Group, "shutdown_timeout", 60, "Seconds a server gets to stop by itself before it is killed; an image may say otherwise with os_shutdown_timeout.", min: 0);

    public static readonly ConfigOption<TimeSpan> InstanceBuildTimeout = Options.Seconds(
        Group, "instance_build_timeout", 0, "Seconds after which a build that has not ended is set to ERROR; 0 turns this off.", min: 0);

    public static readonly ConfigOption<TimeSpan> ResizeConfirmWindow = Options.Seconds(
        Group, "resize_confirm_window", 0, "Confirm resizes by ourselves after this many seconds; 0 never.");

    public static readonly ConfigOption<TimeSpan> ReclaimInstanceInterval = Options.Seconds(
        Group, "reclaim_instance_interval", 0, "Seconds a deleted server is kept for restore; 0 deletes at once.");

    public static readonly ConfigOption<TimeSpan> RebootTimeout = Options.Seconds(
        Group, "reboot_timeout", 0, "Reboot servers hard that have been rebooting for this many seconds; 0 never.", min: 0);

    public static readonly ConfigOption<TimeSpan> RescueTimeout = Options.Seconds(
        Group, "rescue_timeout", 0, "Unrescue servers by ourselves that have been rescued for this many seconds; 0 never.", min: 0);

    public static readonly ConfigOption<TimeSpan> ShelvedOffloadTime = Options.Seconds(
        Group, "shelved_offload_time", 0, "Seconds a shelved server stays on this host before it is offloaded; 0 offloads at once, -1 never.", min: -1);

    public static readonly ConfigOption<TimeSpan> ShelvedPollInterval = Options.Seconds(
        Group, "shelved_poll_interval", 3600, "Seconds between two searches for shelved servers to offload; 0 means each minute, a negative number never.");

    public static readonly ConfigOption<string?> DefaultAccessIpNetworkName = Options.OptionalString(
        Group, "default_access_ip_network_name", "Network whose addresses become a new server's access addresses.");

    public static readonly ConfigOption<bool> FlatInjected = Options.Boolean(
        Group, "flat_injected", false, "Mark networks as injected in the network model.");

    public static readonly ConfigOption<bool> ForceConfigDrive = Options.Boolean(
        Group, "force_config_drive", false, "Give every new server a config drive, asked for or not.");

    public static readonly ConfigOption<int> ReservedHostDiskMb = Options.Integer(
        Group, "reserved_host_disk_mb", 0, "Disk of Docker's data root kept for the host, in MB.", min: 0);

    public static readonly ConfigOption<int> ReservedHostMemoryMb = Options.Integer(
        Group, "reserved_host_memory_mb", 512, "Memory kept for the host, in MB.", min: 0);

    public static readonly ConfigOption<int> ReservedHostCpus = Options.Integer(
        Group, "reserved_host_cpus", 0, "Processors kept for the host.", min: 0);

    public static readonly ConfigOption<double?> CpuAllocationRatio = Options.OptionalFloat(
        Group, "cpu_allocation_ratio", "Virtual to physical processors. Unset, what Placement has stays, and initial_cpu_allocation_ratio applies first.", min: 0);

    public static readonly ConfigOption<double?> RamAllocationRatio = Options.OptionalFloat(
        Group, "ram_allocation_ratio", "Virtual to physical memory; see cpu_allocation_ratio.", min: 0);

    public static readonly ConfigOption<double?> DiskAllocationRatio = Options.OptionalFloat(
        Group, "disk_allocation_ratio", "Virtual to physical disk; see cpu_allocation_ratio.", min: 0);

    public static readonly ConfigOption<double?> InitialCpuAllocationRatio = Options.OptionalFloat(
        Group, "initial_cpu_allocation_ratio", "Ratio of a new compute node. Unset, that of the Nova release.", min: 0);

    public static readonly ConfigOption<double?> InitialRamAllocationRatio = Options.OptionalFloat(
        Group, "initial_ram_allocation_ratio", "Ratio of a new compute node. Unset, that of the Nova release.", min: 0);

    public static readonly ConfigOption<double?> InitialDiskAllocationRatio = Options.OptionalFloat(
        Group, "initial_disk_allocation_ratio", "Ratio of a new compute node. Unset, that of the Nova release.", min: 0);

    public static readonly ConfigOption<TimeSpan> UpdateResourcesInterval = Options.Seconds(
        Group, "update_resources_interval", 0, "Seconds between two resource updates; 0 means each minute, a negative number never.");

    public static readonly ConfigOption<TimeSpan> SyncPowerStateInterval = Options.Seconds(
        Group, "sync_power_state_interval", 600, "Seconds between two comparisons of Docker's state with Nova's; 0 means each minute, a negative number never.");

    public static readonly ConfigOption<double?> HealInstanceInfoCacheInterval = Options.OptionalFloat(
        Group, "heal_instance_info_cache_interval",
        "Seconds between two repairs of a server's network information from Neutron; 0 or a negative number never. Unset, as the Nova release has it.");

    public static readonly ConfigOption<TimeSpan> SchedulerInstanceSyncInterval = Options.Seconds(
        Group, "scheduler_instance_sync_interval", 120, "Seconds between two reports of this host's servers to the schedulers; 0 means each minute, a negative number never.");

    public static readonly ConfigOption<TimeSpan> InstanceDeleteInterval = Options.Seconds(
        Group, "instance_delete_interval", 300, "Seconds between two attempts at deletions that did not complete; 0 means each minute, a negative number never.");

    public static readonly ConfigOption<int> MaximumInstanceDeleteAttempts = Options.Integer(
        Group, "maximum_instance_delete_attempts", 5, "How often such a deletion is tried.", min: 1);

    public static readonly ConfigOption<string> RunningDeletedInstanceAction = Options.String(
        Group, "running_deleted_instance_action", "reap", "What to do with a container whose server is deleted in Nova.", ["reap", "log", "shutdown", "noop"]);

    public static readonly ConfigOption<TimeSpan> RunningDeletedInstancePollInterval = Options.Seconds(
        Group, "running_deleted_instance_poll_interval", 1800, "Seconds between two searches for such containers; 0 means each minute, a negative number never.");

    public static readonly ConfigOption<TimeSpan> RunningDeletedInstanceTimeout = Options.Seconds(
        Group, "running_deleted_instance_timeout", 0, "Seconds a server must have been deleted for before its container counts as left behind.");

    public static readonly ConfigOption<string?> CpuDedicatedSet = Options.OptionalString(
        "compute", "cpu_dedicated_set",
        "CPUs of this host that are given to one server each, such as 4-12,^8,15: the PCPU inventory, for flavors with hw:cpu_policy=dedicated or mixed. "
        + "Unset, there are none. With this option alone no server shares a CPU here.");

    public static readonly ConfigOption<string?> CpuSharedSet = Options.OptionalString(
        "compute", "cpu_shared_set",
        "CPUs of this host that servers share, in the same form: the VCPU inventory. Unset, all of them, or none where cpu_dedicated_set is set. "
        + "A change moves the servers that are here to the new set when the service starts.");

    public static readonly ConfigOption<bool> PackHostNumaCells = Options.Boolean(
        "compute", "packing_host_numa_cells_allocation_strategy", false,
        "Put servers with dedicated CPUs or NUMA nodes on the fullest NUMA nodes of this host first, not on the emptiest.");

    public static readonly ConfigOption<int> ConsecutiveBuildServiceDisableThreshold = Options.Integer(
        "compute", "consecutive_build_service_disable_threshold", 10, "Count failed builds for the scheduler's weigher; 0 does not.", min: 0);

    public static readonly ConfigOption<int> ResourceProviderAssociationRefresh = Options.Integer(
        "compute", "resource_provider_association_refresh", 300, "Seconds that Placement's aggregates and traits are remembered; 0 for ever.", min: 0);

    public static readonly ConfigOption<bool> TrackInstanceChanges = Options.Boolean(
        "filter_scheduler", "track_instance_changes", true, "Tell the schedulers which servers are here, for affinity filters.");

    public static readonly ConfigOption<bool> DisableGroupPolicyCheckUpcall = Options.Boolean(
        "workarounds", "disable_group_policy_check_upcall", false, "Do not check the policy of a server group again at build time.");

    public static readonly ConfigOption<bool> HandleVirtLifecycleEvents = Options.Boolean(
        "workarounds", "handle_virt_lifecycle_events", true, "Follow Docker's events, so that a container that dies shows as SHUTOFF at once.");

    public static readonly ConfigOption<int> ImageCacheManagerInterval = Options.Integer(
        "image_cache", "manager_interval", 2400, "Seconds between two passes over the images of this host; 0 means each minute, -1 never.",
        min: -1, deprecatedNames: ["DEFAULT.image_cache_manager_interval"]);

    public static readonly ConfigOption<bool> RemoveUnusedBaseImages = Options.Boolean(
        "image_cache", "remove_unused_base_images", true, "Remove images no server here uses any more.", deprecatedNames: ["DEFAULT.remove_unused_base_images"]);

    public static readonly ConfigOption<TimeSpan> RemoveUnusedImageAge = Options.Seconds(
        "image_cache", "remove_unused_original_minimum_age_seconds", 86400, "Seconds an image must be unused for before it is removed.",
        deprecatedNames: ["DEFAULT.remove_unused_original_minimum_age_seconds"]);

    public static readonly ConfigOption<bool> VncEnabled = Options.Boolean(
        "vnc", "enabled", true, "Whether consoles of this kind exist in the cloud: their tokens are removed with a server.", deprecatedNames: ["DEFAULT.vnc_enabled"]);

    public static readonly ConfigOption<bool> SpiceEnabled = Options.Boolean("spice", "enabled", false, "See [vnc] enabled.");

    public static readonly ConfigOption<bool> MksEnabled = Options.Boolean("mks", "enabled", false, "See [vnc] enabled.");

    public static IReadOnlyList<ConfigOption> Defaults { get; } =
    [
        MaxConcurrentBuilds, MaxConcurrentSnapshots, VifPluggingIsFatal, VifPluggingTimeout, NetworkAllocateRetries,
        ResumeGuestsStateOnHostBoot, ShutdownTimeout,
        InstanceBuildTimeout, ResizeConfirmWindow, ReclaimInstanceInterval, RebootTimeout, RescueTimeout, ShelvedOffloadTime, ShelvedPollInterval,
        DefaultAccessIpNetworkName, FlatInjected,
        ForceConfigDrive, ReservedHostDiskMb, ReservedHostMemoryMb,
        ReservedHostCpus, CpuAllocationRatio, RamAllocationRatio, DiskAllocationRatio, InitialCpuAllocationRatio, InitialRamAllocationRatio,
        InitialDiskAllocationRatio, UpdateResourcesInterval, SyncPowerStateInterval, HealInstanceInfoCacheInterval, SchedulerInstanceSyncInterval,
        InstanceDeleteInterval, MaximumInstanceDeleteAttempts, RunningDeletedInstanceAction, RunningDeletedInstancePollInterval,
        RunningDeletedInstanceTimeout,
    ];

    public static IReadOnlyList<ConfigOption> Groups { get; } =
    [
        CpuDedicatedSet, CpuSharedSet, PackHostNumaCells, ConsecutiveBuildServiceDisableThreshold, ResourceProviderAssociationRefresh, TrackInstanceChanges, DisableGroupPolicyCheckUpcall,
        HandleVirtLifecycleEvents, ImageCacheManagerInterval, RemoveUnusedBaseImages, RemoveUnusedImageAge, VncEnabled, SpiceEnabled,
        MksEnabled,
    ];
}
