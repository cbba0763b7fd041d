using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Reconcile;

/// <summary>Neutron's ports that are bound to this host for instances that are deleted.</summary>
sealed class LeftoverPorts(IConductor conductor, INetworkApi network)
{
    /// <summary>The rows of the deleted instances. A port of an instance this cell has never known may be another cell's, and is not looked at.</summary>
    public async Task<IReadOnlyList<Instance>> FindAsync(RequestContext context, CancellationToken cancellationToken)
    {
        var devices = await network.ListDevicesOfHostAsync(context, cancellationToken);
        if (devices.Count == 0)
            return [];
        var filters = new JObject { ["deleted"] = true, ["soft_deleted"] = false, ["uuid"] = new JArray(devices) };
        var rows = await InstanceList.GetByFiltersAsync(conductor, context.WithReadDeleted("yes"), filters, [], cancellationToken);
        return [.. rows.Where(row => !row.GetOrDefault(Instance.Fields.Hidden))];
    }

    public Task RemoveAsync(RequestContext context, Instance row, CancellationToken cancellationToken) =>
        network.RemovePortsOfDeletedAsync(context, row, cancellationToken);
}
