using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Networks;

/// <summary>nova.network.model.VIF: one port of a server.</summary>
public sealed class Vif(JObject node) : NetworkModel(node)
{
    /// <summary>The port's id.</summary>
    public string Id => Text("id") ?? throw new FormatException("The VIF has no id.");

    public string? Address { get => Text("address"); set => Put("address", value); }

    public Network? Network => Node["network"] is JObject network ? new Network(network) : null;

    /// <summary>ovs, bridge, unbound, binding_failed, ... (<see cref="VifTypes"/>).</summary>
    public string? Type { get => Text("type"); set => Put("type", value); }

    /// <summary>vif_details of the binding.</summary>
    public JObject Details { get => Section("details"); set => Put("details", value); }

    /// <summary>binding:profile.</summary>
    public JObject Profile { get => Section("profile"); set => Put("profile", value); }

    public string? Devname { get => Text("devname"); set => Put("devname", value); }

    public string? OvsInterfaceid { get => Text("ovs_interfaceid"); set => Put("ovs_interfaceid", value); }

    public bool Active { get => Flag("active"); set => Put("active", value); }

    public string VnicType { get => Text("vnic_type") ?? "normal"; set => Put("vnic_type", value); }

    /// <summary>True for a port the user brought: unbound, never deleted, when the server goes.</summary>
    public bool PreserveOnDelete { get => Flag("preserve_on_delete"); set => Put("preserve_on_delete", value); }

    public bool DelegateCreate => Flag("delegate_create");

    public IEnumerable<FixedIp> FixedIps => Network?.Subnets.SelectMany(s => s.Ips) ?? [];

    /// <summary>A VIF with nova's defaults.</summary>
    public static Vif Create(string id, string? address, Network? network) => new(new JObject
    {
        ["id"] = id,
        ["address"] = address,
        ["network"] = network?.Node,
        ["type"] = null,
        ["details"] = new JObject(),
        ["devname"] = null,
        ["ovs_interfaceid"] = null,
        ["qbh_params"] = null,
        ["qbg_params"] = null,
        ["active"] = false,
        ["vnic_type"] = "normal",
        ["profile"] = new JObject(),
        ["preserve_on_delete"] = false,
        ["delegate_create"] = true,
        ["meta"] = new JObject(),
    });
}
