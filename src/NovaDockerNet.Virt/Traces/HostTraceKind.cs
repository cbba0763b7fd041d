namespace NovaDockerNet.Virt.Traces;

/// <summary>What a server leaves on a host.</summary>
public enum HostTraceKind
{
    /// <summary>A container with our labels and this host's name.</summary>
    Container,

    /// <summary>A file below run_dir/netns.</summary>
    Namespace,

    /// <summary>A port on the switch with our owner mark and this host's name.</summary>
    SwitchPort,

    /// <summary>A file below run_dir/netns-by-container, read by nova-runc.</summary>
    ContainerBinding,

    /// <summary>A folder below state_path/instances.</summary>
    InstanceFolder,

    /// <summary>A file half written by a process that ended, or a download nobody goes on with.</summary>
    TemporaryFile,
}
