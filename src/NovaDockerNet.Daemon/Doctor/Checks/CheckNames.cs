namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>The first column of the screen, and "name" in --json.</summary>
internal static class CheckNames
{
    public const string Configuration = "configuration";
    public const string Kernel = "kernel";
    public const string Cgroups = "cgroups";
    public const string Processors = "processors";
    public const string Processes = "processes";
    public const string Conntrack = "conntrack";
    public const string Docker = "docker";
    public const string Limits = "limits";
    public const string Storage = "storage";
    public const string Runtime = "runtime";
    public const string TrialStart = "trial start";
    public const string Disk = "disk space";
    public const string OpenVSwitch = "open vswitch";
    public const string Broker = "broker";
    public const string Queues = "queues";
    public const string Conductor = "conductor";
    public const string Release = "release";
    public const string Service = "service";
    public const string Keystone = "keystone";
    public const string Placement = "placement";
    public const string Neutron = "neutron";
    public const string Glance = "glance";
    public const string Leftovers = "leftovers";
    public const string Clock = "clock";
}
