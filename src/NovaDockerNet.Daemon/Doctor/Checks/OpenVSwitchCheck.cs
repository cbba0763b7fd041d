using OVSDB.Net;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>Open vSwitch's database answers, the integration bridge is there and open.</summary>
internal sealed class OpenVSwitchCheck(string endpoint, string bridge, Func<CancellationToken, Task<Replica>> read) : Check(CheckNames.OpenVSwitch)
{
    protected internal override string Advice => $"is ovsdb-server running, and is {endpoint} its socket ([os_vif_ovs] ovsdb_connection)?";

    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var replica = await read(cancellationToken);
        var row = replica.Table("Open_vSwitch").Rows.FirstOrDefault();
        var version = row?.Text("ovs_version") is { } number ? $"Open vSwitch {number}" : "Open vSwitch";
        var bridges = replica.Table("Bridge").Rows.Select(static found => found.Text("name")).OfType<string>().Order(StringComparer.Ordinal).ToList();
        if (replica.Table("Bridge").FindByName(bridge) is not { } integration)
        {
            return
            [
                Finding.Failure(
                    $"there is no bridge {bridge}; {version} has {(bridges.Count == 0 ? "none" : string.Join(", ", bridges))}",
                    "start neutron-openvswitch-agent, which makes it; [neutron] ovs_bridge names it here"),
            ];
        }
        var datapath = integration.Text("datapath_type") is { Length: > 0 } type ? type : "system";
        var local = replica.Table("Interface").FindByName(bridge);
        if (local?.Integer("ofport") is null or < 0)
        {
            return
            [
                Finding.Failure(
                    $"ovs-vswitchd has not opened bridge {bridge} ({datapath} datapath): {local?.Text("error") ?? "no error given"}",
                    datapath == "system" ? "is ovs-vswitchd running, and the openvswitch kernel module loaded?" : "is ovs-vswitchd running?"),
            ];
        }
        if (row?.Integer("next_cfg") is { } next && row.Integer("cur_cfg") is { } current && next - current > 1)
            return [Finding.Warning($"ovs-vswitchd is {next - current} changes behind its database", "is ovs-vswitchd running? Its log says what it waits for")];
        return [Finding.Ok($"{version} with {string.Join(", ", bridges)}; {bridge} has the {datapath} datapath")];
    }
}
