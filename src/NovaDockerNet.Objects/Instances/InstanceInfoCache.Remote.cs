using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Objects.Instances;

/// <summary>
/// What the API shows of a server's network. Others trust it: write it only under the server's lock and never empty by accident.
/// </summary>
public sealed partial class InstanceInfoCache
{
    public static Task<InstanceInfoCache> GetByInstanceUuidAsync(IConductor conductor, RequestContext context, string instanceUuid, CancellationToken ct) =>
        conductor.GetAsync<InstanceInfoCache>(context, "get_by_instance_uuid", [instanceUuid], [], ct);

    /// <summary>A cache to be saved without having been read (nova: InstanceInfoCache.new).</summary>
    public static InstanceInfoCache New(IConductor conductor, string instanceUuid)
    {
        var cache = conductor.Profile.Create<InstanceInfoCache>();
        cache.InstanceUuid = instanceUuid;
        cache.NetworkInfo = null;
        return cache;
    }

    public void SetNetworkInfo(NetworkInfo networkInfo) => NetworkInfo = networkInfo.ToJson();

    public Task SaveAsync(IConductor conductor, RequestContext context, CancellationToken ct) => conductor.ActAsync(context, this, "save", ct);

    public Task RefreshAsync(IConductor conductor, RequestContext context, CancellationToken ct) => conductor.ActAsync(context, this, "refresh", ct);
}
