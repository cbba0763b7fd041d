using NovaDockerNet.Oslo.Config;

namespace NovaDockerNet.Daemon.Configuration;

/// <summary>[docker], our own group, and [os_vif_ovs], os-vif's.</summary>
internal static class DockerSection
{
    public const string Group = "docker";

    public static readonly ConfigOption<string> HostUrl = Options.String(
        Group, "host_url", "unix:///var/run/docker.sock", "Docker's socket.");

    public static readonly ConfigOption<string?> ApiVersion = Options.OptionalString(
        Group, "api_version", "Version of Docker's API to speak, such as 1.41. Unset, the newest both sides know.");

    public static readonly ConfigOption<TimeSpan> Timeout = Options.Seconds(
        Group, "timeout", 120, "Seconds a request to Docker may take; reading logs and loading images have no limit.", min: 1);

    public static readonly ConfigOption<string> Runtime = Options.String(
        Group, "runtime", "nova-runc", "Name under which contrib/nova-runc is registered with Docker.");

    public static readonly ConfigOption<string> RunDir = Options.String(
        Group, "run_dir", "/run/nova-docker-net",
        "Folder of what a reboot may take away: the servers' network namespaces below netns, and below netns-by-container what nova-runc reads.");

    public static readonly ConfigOption<string?> NodeName = Options.OptionalString(
        Group, "node_name", "hypervisor_hostname of this host. Unset, its fully qualified name. It must not change while the compute node exists.");

    public static readonly ConfigOption<string?> NovaRelease = Options.OptionalString(
        Group, "nova_release", "Nova release to speak, by its number (26 is Zed). Unset, the conductor's service version tells.");

    public static readonly ConfigOption<int> MaxConcurrentStarts = Options.Integer(
        Group, "max_concurrent_starts", 8, "Containers started at once; more only queue inside Docker.", min: 1);

    public static readonly ConfigOption<int> HeldStarts = Options.Integer(
        Group, "held_starts", 2,
        "New and stopped servers whose containers are started while their network is still being asked for, at once; each waits in nova-runc until it may run. 0 starts every container after its network.",
        min: 0);

    public static readonly ConfigOption<TimeSpan> StartGrace = Options.Seconds(
        Group, "start_grace", 0.5, "Seconds a new server's first process must live; one that ends before is an ERROR with its last output.", min: 0);

    public static readonly ConfigOption<TimeSpan> RestartWait = Options.Seconds(
        Group, "restart_wait", 120, "Seconds an operation waits for a Docker that went away under it, as one that is upgraded does.", min: 0);

    public static readonly ConfigOption<int> PidsLimit = Options.Integer(
        Group, "pids_limit", 4096, "Processes and threads a server may have; 0 for no limit.", min: 0);

    public static readonly ConfigOption<string> ConsoleLogMaxSize = Options.String(
        Group, "console_log_max_size", "10m", "Size at which a server's console log is rotated (Docker's json-file max-size).");

    public static readonly ConfigOption<int> ConsoleLogMaxFiles = Options.Integer(
        Group, "console_log_max_files", 2, "Files of a console log that are kept.", min: 1);

    public static readonly ConfigOption<bool> UseInit = Options.Boolean(
        Group, "use_init", false, "Run Docker's small init as process 1, for images whose program does not reap its children.");

    public static readonly ConfigOption<bool> LimitRootDisk = Options.Boolean(
        Group, "limit_root_disk", true, "Hold servers to their flavor's disk where Docker's storage driver can.");

    public static readonly ConfigOption<string> CrashDumpSignal = Options.String(
        Group, "crash_dump_signal", "SIGABRT",
        "Signal that process 1 of a server gets for a crash dump (openstack server dump create). One that it has no handler for does nothing.",
        ["SIGABRT", "SIGQUIT", "SIGSEGV", "SIGTRAP", "SIGUSR1", "SIGUSR2"]);

    public static readonly ConfigOption<string?> RescueImageId = Options.OptionalString(
        Group, "rescue_image_id", "Glance id of the image that servers are rescued in where the user names none. Unset, the server's own image.");

    public static readonly ConfigOption<TimeSpan> ReconcileInterval = Options.Seconds(
        Group, "reconcile_interval", 600,
        "Seconds between two searches for what belongs to no server of this host: containers, namespaces, switch ports, Neutron ports, files. What is found is removed. The first is at start; 0 never searches.",
        min: 0);

    public static readonly ConfigOption<int> MonitoringPort = Options.Port(
        Group, "monitoring_port", 0, "TCP port of /metrics (Prometheus) and /healthz; 0 for none.");

    public static readonly ConfigOption<string> MonitoringHost = Options.String(
        Group, "monitoring_host", "127.0.0.1", "Address on which monitoring_port listens.");

    public static readonly ConfigOption<bool> MonitoringAllowRemote = Options.Boolean(
        Group, "monitoring_allow_remote", false,
        "Let monitoring_host be an address that others reach. There is no authentication: who reaches it reads the host's figures.");

    public static readonly ConfigOption<string> OvsdbConnection = Options.String(
        "os_vif_ovs", "ovsdb_connection", "unix:/run/openvswitch/db.sock", "Open vSwitch's database: unix:/path or tcp:host:port.");

    public static readonly ConfigOption<TimeSpan> PortTimeout = Options.Seconds(
        "os_vif_ovs", "ovs_vsctl_timeout", 120, "Seconds Open vSwitch may take to open a port.", min: 1);

    public static IReadOnlyList<ConfigOption> All { get; } =
    [
        HostUrl, ApiVersion, Timeout, Runtime, RunDir, NodeName, NovaRelease, MaxConcurrentStarts, HeldStarts, StartGrace, RestartWait,
        PidsLimit, ConsoleLogMaxSize, ConsoleLogMaxFiles, UseInit, LimitRootDisk, CrashDumpSignal, RescueImageId, ReconcileInterval, MonitoringPort,
        MonitoringHost, MonitoringAllowRemote, OvsdbConnection, PortTimeout,
    ];
}
