using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>Neutron answers and has a living agent of this host: ports bind only there.</summary>
/// <param name="get">GET of a path.</param>
internal sealed class NeutronCheck(string host, Func<string, CancellationToken, Task<ServiceAnswer>> get) : Check(CheckNames.Neutron)
{
    private const string OpenVSwitchAgent = "Open vSwitch agent";

    protected internal override string Advice => "see keystone above; else: is neutron-server running, and its endpoint right ([neutron] valid_interfaces, region_name, endpoint_override)?";

    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var answer = await get($"/v2.0/agents?host={Uri.EscapeDataString(host)}", cancellationToken);
        var agents = (answer.Body["agents"] as JArray ?? []).OfType<JObject>().ToList();
        if (agents.FirstOrDefault(static agent => (string?)agent["agent_type"] == OpenVSwitchAgent) is not { } agent)
        {
            return
            [
                Finding.Failure(
                    $"Neutron has no {OpenVSwitchAgent} of host {host}: no port binds here",
                    $"start neutron-openvswitch-agent here with [DEFAULT] host = {host}, and compare: openstack network agent list"),
            ];
        }
        if ((bool?)agent["alive"] != true)
        {
            return
            [
                Finding.Failure(
                    $"the {OpenVSwitchAgent} of host {host} is dead, last heard of {agent["heartbeat_timestamp"]}: no port binds here",
                    "start neutron-openvswitch-agent; its log says what it waits for"),
            ];
        }
        return (bool?)agent["admin_state_up"] == false
            ? [Finding.Warning($"the {OpenVSwitchAgent} of host {host} is set down", $"openstack network agent set --enable {agent["id"]}")]
            : [Finding.Ok($"the {OpenVSwitchAgent} of host {host} is alive")];
    }
}
