using NovaDockerNet.Virt.Consoles;
using NovaDockerNet.Virt.Hardware;

namespace NovaDockerNet.Virt;

/// <summary>What this host is called and how its guests are made. Option names are nova.conf's.</summary>
public sealed record VirtOptions
{
    /// <summary>[DEFAULT] host: the mark on everything we own.</summary>
    public required string Host { get; init; }

    /// <summary>hypervisor_hostname; the host's fully qualified name unless [docker] node_name says otherwise.</summary>
    public required string NodeName { get; init; }

    /// <summary>[DEFAULT] state_path: instance folders, image records and downloads live below.</summary>
    public required string StatePath { get; init; }

    /// <summary>[docker] run_dir: what does not survive a reboot. nova-runc looks in netns-by-container below it.</summary>
    public string RunDir { get; init; } = "/run/nova-docker-net";

    /// <summary>[docker] runtime: the name under which nova-runc is registered with Docker.</summary>
    public string Runtime { get; init; } = "nova-runc";

    /// <summary>[DEFAULT] instance_name_template.</summary>
    public string InstanceNameTemplate { get; init; } = "instance-%08x";

    /// <summary>[docker] max_concurrent_starts: more than a few starts at once only queue in Docker.</summary>
    public int MaxConcurrentStarts { get; init; } = 8;

    /// <summary>[docker] held_starts: how many guests Docker may start at once while their networks are still being made.</summary>
    public int HeldStarts { get; init; } = 2;

    /// <summary>[docker] restart_wait: how long an operation waits for a Docker that went away under it.</summary>
    public TimeSpan RestartWait { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>[docker] start_grace: how long a new guest's process must live for its build to count as done.</summary>
    public TimeSpan StartGrace { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>[docker] pids_limit: processes and threads per guest; 0 for no limit.</summary>
    public int PidsLimit { get; init; } = 4096;

    /// <summary>[docker] console_log_max_size: size at which the file behind the console log is rotated.</summary>
    public string ConsoleLogMaxSize { get; init; } = "10m";

    /// <summary>[docker] console_log_max_files</summary>
    public int ConsoleLogMaxFiles { get; init; } = 2;

    /// <summary>[compute] cpu_dedicated_set and cpu_shared_set.</summary>
    public CpuSets Cpus { get; init; } = CpuSets.None;

    /// <summary>[docker] use_init: run Docker's tiny init as process 1, for images whose program does not reap children.</summary>
    public bool UseInit { get; init; }

    /// <summary>[docker] crash_dump_signal: what process 1 gets for a crash dump.</summary>
    public string CrashDumpSignal { get; init; } = "SIGABRT";

    /// <summary>[serial_console]</summary>
    public SerialConsoleOptions SerialConsole { get; init; } = new();

    /// <summary>[docker] limit_root_disk: hold guests to flavor.root_gb where the storage driver can.</summary>
    public bool LimitRootDisk { get; init; } = true;

    /// <summary>[image_cache] remove_unused_base_images</summary>
    public bool RemoveUnusedImages { get; init; } = true;

    /// <summary>[image_cache] remove_unused_original_minimum_age_seconds</summary>
    public TimeSpan UnusedImageMinimumAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>[glance] num_retries: how often a broken download is continued.</summary>
    public int DownloadRetries { get; init; } = 3;

    internal string InstancesPath => Path.Combine(StatePath, "instances");

    internal string ImagesPath => Path.Combine(StatePath, "images");

    internal string DownloadsPath => Path.Combine(StatePath, "images", "downloads");

    internal string BindingsPath => Path.Combine(RunDir, "netns-by-container");
}
