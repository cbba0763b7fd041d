using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Instances;

public sealed partial class InstanceList
{
    public static Task<InstanceList> GetByHostAsync(
        IConductor conductor, RequestContext context, string host, IReadOnlyCollection<string>? expectedAttrs, CancellationToken ct) =>
        conductor.GetAsync<InstanceList>(
            context, "get_by_host", [host], new JObject { ["expected_attrs"] = ConductorCalls.Attributes(expectedAttrs) }, ct);

    public static Task<InstanceList> GetByHostAndNodeAsync(
        IConductor conductor, RequestContext context, string host, string node, IReadOnlyCollection<string>? expectedAttrs, CancellationToken ct) =>
        conductor.GetAsync<InstanceList>(
            context, "get_by_host_and_node", [host, node], new JObject { ["expected_attrs"] = ConductorCalls.Attributes(expectedAttrs) }, ct);

    public static Task<InstanceList> GetByFiltersAsync(
        IConductor conductor, RequestContext context, JObject filters, IReadOnlyCollection<string>? expectedAttrs, CancellationToken ct) =>
        conductor.GetAsync<InstanceList>(
            context, "get_by_filters", [filters], new JObject { ["expected_attrs"] = ConductorCalls.Attributes(expectedAttrs) }, ct);

    public static async Task<IReadOnlyList<string>> GetUuidsByHostAsync(IConductor conductor, RequestContext context, string host, CancellationToken ct)
    {
        var uuids = await conductor.ClassActionAsync(context, ObjectClass, "get_uuids_by_host", [host], [], ct);
        return uuids is JArray array ? array.Values<string>().OfType<string>().ToList() : [];
    }
}
