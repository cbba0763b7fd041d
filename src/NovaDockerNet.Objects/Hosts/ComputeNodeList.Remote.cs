using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Hosts;

public sealed partial class ComputeNodeList
{
    public static Task<ComputeNodeList> GetAllByHostAsync(IConductor conductor, RequestContext context, string host, CancellationToken ct) =>
        conductor.GetAsync<ComputeNodeList>(context, "get_all_by_host", [host], new JObject { ["use_slave"] = true }, ct);

    public static Task<ComputeNodeList> GetAllByUuidsAsync(
        IConductor conductor, RequestContext context, IReadOnlyCollection<string> uuids, CancellationToken ct) =>
        conductor.GetAsync<ComputeNodeList>(context, "get_all_by_uuids", [new JArray(uuids)], [], ct);
}
