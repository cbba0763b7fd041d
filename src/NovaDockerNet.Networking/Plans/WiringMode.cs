using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Networking.Plans;

/// <summary>Which ports can be plugged: mode "agent", a plain port on Open vSwitch that Neutron's L2 agent wires.</summary>
internal static class WiringMode
{
    private const string NormalVnic = "normal";

    internal static void EnsureSupported(Vif vif)
    {
        var reason = vif.Type switch
        {
            VifTypes.Ovs when IsTrue(vif.Details["ovs_hybrid_plug"]) =>
                "it asks for a hybrid plug (ovs_hybrid_plug): set [securitygroup] firewall_driver = openvswitch or noop in neutron-openvswitch-agent's configuration",
            VifTypes.Ovs when vif.VnicType != NormalVnic => $"vnic_type {vif.VnicType} is not supported, only {NormalVnic}",
            VifTypes.Ovs when string.IsNullOrEmpty(vif.Address) => "it has no MAC address",
            VifTypes.Ovs => null,
            VifTypes.BindingFailed => "Neutron could not bind it (vif_type binding_failed): is its L2 agent alive on this host?",
            VifTypes.Unbound or null => "it is not bound to this host",
            var type => $"unexpected vif_type={type}",
        };
        if (reason is not null) throw new VirtualInterfacePlugException($"Cannot plug port {vif.Id}: {reason}");
    }

    private static bool IsTrue(JToken? value) => value is JValue { Type: JTokenType.Boolean } flag && (bool)flag;
}
