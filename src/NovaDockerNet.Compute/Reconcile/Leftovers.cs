using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt.Traces;

namespace NovaDockerNet.Compute.Reconcile;

/// <summary>
/// Finds what should not be on this host, and changes nothing. The service's reconcile removes what this finds; an operator's tool can list it
/// without the service.
/// </summary>
public sealed class Leftovers(IHostTraces host)
{
    /// <summary>Migrations that are not over. "finished" waits for its confirmation; after "error" a disk may be all there is.</summary>
    private static readonly string[] s_moving =
        ["queued", "accepted", "pre-migrating", "preparing", "running", "migrating", "post-migrating", "finished", "confirming", "reverting", "error"];

    /// <summary>The host alone, when Nova cannot be asked.</summary>
    public async Task<IReadOnlyList<Leftover>> FindOnHostAsync(CancellationToken cancellationToken)
    {
        var traces = await host.ListAsync(cancellationToken);
        return [.. LeftoverRule.Files(traces), .. LeftoverRule.WithoutContainer(traces)];
    }

    /// <summary>The host beside what Nova says.</summary>
    /// <param name="hostName">[DEFAULT] host.</param>
    public async Task<IReadOnlyList<Leftover>> FindAsync(
        IConductor conductor, RequestContext context, string hostName, CancellationToken cancellationToken)
    {
        var traces = await host.ListAsync(cancellationToken);
        var byInstance = traces.Where(trace => trace.InstanceUuid is not null && trace.Kind != HostTraceKind.ContainerBinding)
            .GroupBy(trace => trace.InstanceUuid!).ToDictionary(group => group.Key, group => group.ToList());
        List<Leftover> found = [.. LeftoverRule.Files(traces)];
        if (byInstance.Count == 0)
            return found;
        var rows = await RowsAsync(conductor, context, [.. byInstance.Keys], cancellationToken);
        var moving = await MovingAsync(conductor, context, hostName, cancellationToken);
        found.AddRange(byInstance.Select(pair => LeftoverRule.Judge(
            pair.Key, pair.Value, rows.GetValueOrDefault(pair.Key), hostName, moving.Contains(pair.Key))).OfType<Leftover>());
        return found;
    }

    /// <summary>The same for one instance, as things are now.</summary>
    internal async Task<Leftover?> FindAsync(
        IConductor conductor, RequestContext context, string hostName, string instanceUuid, CancellationToken cancellationToken)
    {
        // Nova first: what appears on the host after that is new, and not looked at.
        var rows = await RowsAsync(conductor, context, [instanceUuid], cancellationToken);
        var moving = await MovingAsync(conductor, context, hostName, cancellationToken);
        var traces = await host.ListAsync(instanceUuid, cancellationToken);
        return traces.Count == 0
            ? null
            : LeftoverRule.Judge(instanceUuid, traces, rows.GetValueOrDefault(instanceUuid), hostName, moving.Contains(instanceUuid));
    }

    private static async Task<Dictionary<string, Instance>> RowsAsync(
        IConductor conductor, RequestContext context, IReadOnlyList<string> uuids, CancellationToken cancellationToken)
    {
        // Without "deleted" in the filters the context says which rows there are.
        var rows = await InstanceList.GetByFiltersAsync(
            conductor, context.WithReadDeleted("yes"), new JObject { ["uuid"] = new JArray(uuids) }, ["info_cache", "system_metadata"], cancellationToken);
        return rows.ToDictionary(row => row.Uuid, StringComparer.Ordinal);
    }

    private static async Task<HashSet<string>> MovingAsync(
        IConductor conductor, RequestContext context, string hostName, CancellationToken cancellationToken)
    {
        var migrations = await MigrationList.GetByFiltersAsync(
            conductor, context, new JObject { ["host"] = hostName, ["status"] = new JArray(s_moving) }, cancellationToken);
        return [.. migrations.Select(migration => migration.InstanceUuid).OfType<string>()];
    }
}
