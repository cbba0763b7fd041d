namespace NovaDockerNet.Networking.Ports;

/// <summary>Keys of Interface external_ids. os-vif: vif_plug_ovs/ovsdb/ovsdb_lib.py create_ovs_vif_port.</summary>
public static class PortExternalIds
{
    public const string InterfaceId = "iface-id";
    public const string InterfaceStatus = "iface-status";
    public const string AttachedMac = "attached-mac";
    public const string InstanceUuid = "vm-uuid";

    /// <summary>The trunk bridge a subport's parent is on (names beginning with tbr-).</summary>
    public const string BridgeName = "bridge_name";

    /// <summary>Our mark: what does not carry it, with this host's name, is not ours to remove.</summary>
    public const string Owner = "nova-docker-net:owner";
}
