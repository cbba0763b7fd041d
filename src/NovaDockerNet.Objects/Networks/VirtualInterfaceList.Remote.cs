namespace NovaDockerNet.Objects.Networks;

public sealed partial class VirtualInterfaceList
{
    public static Task<VirtualInterfaceList> GetByInstanceUuidAsync(
        IConductor conductor, RequestContext context, string instanceUuid, CancellationToken ct) =>
        conductor.GetAsync<VirtualInterfaceList>(context, "get_by_instance_uuid", [instanceUuid], [], ct);
}
