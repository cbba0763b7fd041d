using System.Collections.Immutable;

namespace OVSDB.Net;

/// <summary>The part of the Open_vSwitch schema (ovs-vswitchd.conf.db(5)) that plugging ports needs. Statistics are left out: they change for ever.</summary>
public static class OpenVSwitchSchema
{
    /// <summary>Key of QoS external_ids: the port that a row was made for, and goes with.</summary>
    internal const string DisciplineOwner = "ovsdb.net:port";

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Monitor { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        ["Open_vSwitch"] = ["bridges", "next_cfg", "cur_cfg", "ovs_version", "db_version", "external_ids", "other_config", "datapath_types"],
        ["Bridge"] = ["name", "ports", "datapath_type", "fail_mode", "external_ids", "other_config"],
        ["Port"] = ["name", "interfaces", "tag", "trunks", "vlan_mode", "qos", "external_ids", "other_config"],
        ["Interface"] = ["name", "type", "options", "ofport", "error", "admin_state", "link_state", "mac_in_use", "mtu", "mtu_request", "external_ids"],
        ["QoS"] = ["type", "external_ids"],
    }.ToImmutableDictionary();

    public static IReadOnlyList<OvsIndex> Indexes { get; } =
    [
        new("Bridge", "name"),
        new("Port", "name"),
        new("Interface", "name"),
        new("Interface", "external_ids", "iface-id"),
        new("Interface", "external_ids", "vm-uuid"),
        new("QoS", "external_ids", DisciplineOwner),
    ];
}
