using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>nova: Instance.get_network_info.</summary>
static class NetworkInfoOf
{
    /// <summary>The info cache of the instance, read when it was not sent along; empty when there is none.</summary>
    public static async Task<NetworkInfo> LoadAsync(IConductor conductor, RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        await instance.LoadAsync(conductor, context, Instance.Fields.InfoCache, cancellationToken);
        return Cached(instance);
    }

    public static NetworkInfo Cached(Instance instance) =>
        instance.IsSet(Instance.Fields.InfoCache) && instance.InfoCache is { } cache
        && cache.IsSet(InstanceInfoCache.Fields.NetworkInfo) && cache.NetworkInfo is { Length: > 0 } json
            ? NetworkInfo.Parse(json)
            : new NetworkInfo();
}
