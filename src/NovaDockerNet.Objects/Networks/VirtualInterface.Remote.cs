namespace NovaDockerNet.Objects.Networks;

/// <summary>The database's memory of a port: address is `mac/port id`, uuid the port id.</summary>
public sealed partial class VirtualInterface
{
    public static Task<VirtualInterface?> GetByUuidAsync(IConductor conductor, RequestContext context, string uuid, CancellationToken ct) =>
        conductor.FindAsync<VirtualInterface>(context, "get_by_uuid", [uuid], [], ct);

    public static Task DeleteByInstanceUuidAsync(IConductor conductor, RequestContext context, string instanceUuid, CancellationToken ct) =>
        conductor.ClassActionAsync(context, ObjectClass, "delete_by_instance_uuid", [instanceUuid], [], ct);

    public Task DestroyAsync(IConductor conductor, RequestContext context, CancellationToken ct) => conductor.ActAsync(context, this, "destroy", ct);
}
