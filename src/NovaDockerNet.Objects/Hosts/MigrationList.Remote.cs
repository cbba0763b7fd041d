using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Hosts;

public sealed partial class MigrationList
{
    public static Task<MigrationList> GetInProgressAndErrorAsync(
        IConductor conductor, RequestContext context, string host, string node, CancellationToken ct) =>
        conductor.GetAsync<MigrationList>(context, "get_in_progress_and_error", [host, node], [], ct);

    /// <summary>Finished longer ago than the window, and neither confirmed nor reverted.</summary>
    public static Task<MigrationList> GetUnconfirmedByDestComputeAsync(
        IConductor conductor, RequestContext context, TimeSpan window, string host, CancellationToken ct) =>
        conductor.GetAsync<MigrationList>(context, "get_unconfirmed_by_dest_compute", [(long)window.TotalSeconds, host], [], ct);

    public static Task<MigrationList> GetByFiltersAsync(IConductor conductor, RequestContext context, JObject filters, CancellationToken ct) =>
        conductor.GetAsync<MigrationList>(context, "get_by_filters", [filters], [], ct);
}
