namespace NovaDockerNet.Compute.Events;

/// <summary>An event of one instance: its name and tag (a port id for the network ones). nova: InstanceExternalEvent.make_key.</summary>
public readonly record struct InstanceEventKey(string Name, string? Tag)
{
    public const string NetworkChanged = "network-changed";
    public const string NetworkVifPlugged = "network-vif-plugged";
    public const string NetworkVifUnplugged = "network-vif-unplugged";
    public const string NetworkVifDeleted = "network-vif-deleted";
    public const string PowerUpdate = "power-update";
    public const string VolumeExtended = "volume-extended";

    public override string ToString() => Tag is null ? Name : $"{Name}-{Tag}";
}
