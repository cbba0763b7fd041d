using System.Globalization;
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

    /// <summary>Those of a host that were there at any time within the window, deleted ones included. nova: get_active_by_window_joined.</summary>
    public static Task<InstanceList> GetActiveByWindowAsync(
        IConductor conductor, RequestContext context, DateTimeOffset begin, DateTimeOffset end, string host, IReadOnlyCollection<string> expectedAttrs,
        CancellationToken ct) =>
        conductor.GetAsync<InstanceList>(
            context, "_get_active_by_window_joined", [IsoTime(begin), IsoTime(end), JValue.CreateNull(), host, ConductorCalls.Attributes(expectedAttrs)], [], ct);

    // nova: utils.py isotime.
    private static string IsoTime(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    public static async Task<IReadOnlyList<string>> GetUuidsByHostAsync(IConductor conductor, RequestContext context, string host, CancellationToken ct)
    {
        var uuids = await conductor.ClassActionAsync(context, ObjectClass, "get_uuids_by_host", [host], [], ct);
        return uuids is JArray array ? array.Values<string>().OfType<string>().ToList() : [];
    }
}
