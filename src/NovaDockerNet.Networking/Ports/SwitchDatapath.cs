namespace NovaDockerNet.Networking.Ports;

/// <summary>Bridge datapath_type: "system" is the kernel's, "netdev" runs in ovs-vswitchd.</summary>
internal readonly record struct SwitchDatapath(string Type)
{
    internal bool IsUserspace => Type == "netdev";
}
