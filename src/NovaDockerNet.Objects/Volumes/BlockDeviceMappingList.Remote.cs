namespace NovaDockerNet.Objects.Volumes;

public sealed partial class BlockDeviceMappingList
{
    public static Task<BlockDeviceMappingList> GetByInstanceUuidAsync(
        IConductor conductor, RequestContext context, string instanceUuid, CancellationToken ct) =>
        conductor.GetAsync<BlockDeviceMappingList>(context, "get_by_instance_uuid", [instanceUuid], [], ct);
}
