namespace NovaDockerNet.Objects.Networks;

/// <summary>nova/network/model.py VIF_TYPE_*: those that matter to a host with Open vSwitch.</summary>
public static class VifTypes
{
    public const string Ovs = "ovs";
    public const string Bridge = "bridge";
    public const string Tap = "tap";
    public const string Unbound = "unbound";
    public const string BindingFailed = "binding_failed";
}
