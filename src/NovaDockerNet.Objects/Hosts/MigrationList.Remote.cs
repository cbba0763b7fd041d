using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Hosts;

public sealed partial class MigrationList
{
    public static Task<MigrationList> GetInProgressAndErrorAsync(
        IConductor conductor, RequestContext context, string host, string node, CancellationToken ct) =>
        conductor.GetAsync<MigrationList>(context, "get_in_progress_and_error", [host, node], [], ct);

    public static Task<MigrationList> GetByFiltersAsync(IConductor conductor, RequestContext context, JObject filters, CancellationToken ct) =>
        conductor.GetAsync<MigrationList>(context, "get_by_filters", [filters], [], ct);
}
