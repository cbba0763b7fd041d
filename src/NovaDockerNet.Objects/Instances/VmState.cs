namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/compute/vm_states.py. What the user sees; stable. An open enumeration: values of other releases pass through.</summary>
public readonly record struct VmState(string Value)
{
    public static VmState Active { get; } = new("active");

    public static VmState Building { get; } = new("building");

    public static VmState Paused { get; } = new("paused");

    public static VmState Suspended { get; } = new("suspended");

    public static VmState Stopped { get; } = new("stopped");

    public static VmState Rescued { get; } = new("rescued");

    public static VmState Resized { get; } = new("resized");

    public static VmState SoftDeleted { get; } = new("soft-delete");

    public static VmState Deleted { get; } = new("deleted");

    public static VmState Error { get; } = new("error");

    public static VmState Shelved { get; } = new("shelved");

    public static VmState ShelvedOffloaded { get; } = new("shelved_offloaded");

    public override string ToString() => Value;
}
