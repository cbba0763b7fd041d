namespace NovaDockerNet.Networking;

/// <summary>Where this host keeps its networks.</summary>
public sealed record InstanceNetworksOptions
{
    /// <summary>[DEFAULT] host: the value of the owner mark on our ports.</summary>
    public required string Host { get; init; }

    /// <summary>[docker] run_dir: holds the namespaces (netns) and what nova-runc reads (netns-by-container).</summary>
    public string RunDirectory { get; init; } = "/run/nova-docker-net";

    /// <summary>[neutron] ovs_bridge.</summary>
    public string IntegrationBridge { get; init; } = "br-int";

    /// <summary>[os_vif_ovs] ovs_vsctl_timeout, in seconds: how long the switch may take to open a port.</summary>
    public TimeSpan PortTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The network namespace Open vSwitch lives in, where it is not the service's own.</summary>
    public string? HostNamespacePath { get; init; }

    internal string NamespaceFolder => Path.Combine(RunDirectory, "netns");

    internal string ContainerFolder => Path.Combine(RunDirectory, "netns-by-container");
}
