using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Instances;

public sealed partial class InstanceGroup
{
    /// <summary>Raises InstanceGroupNotFound for a server in no group.</summary>
    public static Task<InstanceGroup> GetByInstanceUuidAsync(IConductor conductor, RequestContext context, string instanceUuid, CancellationToken ct) =>
        conductor.GetAsync<InstanceGroup>(context, "get_by_instance_uuid", [instanceUuid], [], ct);

    /// <summary>Hosts of the group's members, without those of the servers excluded.</summary>
    public async Task<IReadOnlyList<string>> GetHostsAsync(
        IConductor conductor, RequestContext context, IReadOnlyCollection<string> exclude, CancellationToken ct)
    {
        var hosts = await conductor.ObjectActionAsync(context, this, "get_hosts", [], new JObject { ["exclude"] = new JArray(exclude) }, ct);
        return hosts is JArray array ? array.Values<string>().OfType<string>().ToList() : [];
    }
}
