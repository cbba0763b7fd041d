namespace NovaDockerNet.Objects.Networks;

/// <summary>The database's memory of a port: address is `mac/port id`, uuid the port id.</summary>
public sealed partial class VirtualInterface
{
    public static Task<VirtualInterface?> GetByUuidAsync(IConductor conductor, RequestContext context, string uuid, CancellationToken ct) =>
        conductor.FindAsync<VirtualInterface>(context, "get_by_uuid", [uuid], [], ct);

    public static Task DeleteByInstanceUuidAsync(IConductor conductor, RequestContext context, string instanceUuid, CancellationToken ct) =>
        conductor.ClassActionAsync(context, ObjectClass, "delete_by_instance_uuid", [instanceUuid], [], ct);

    /// <summary>nova/network/neutron.py allocate_for_instance makes one per port of a server.</summary>
    public static async Task<VirtualInterface> CreateAsync(
        IConductor conductor, RequestContext context, string instanceUuid, string portId, string macAddress, string? tag, CancellationToken ct)
    {
        var vif = conductor.Profile.Create<VirtualInterface>();
        vif.Address = $"{macAddress}/{portId}";
        vif.InstanceUuid = instanceUuid;
        vif.Uuid = portId;
        vif.Tag = tag;
        await conductor.ActAsync(context, vif, "create", ct);
        return vif;
    }

    public Task DestroyAsync(IConductor conductor, RequestContext context, CancellationToken ct) => conductor.ActAsync(context, this, "destroy", ct);
}
