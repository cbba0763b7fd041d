using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Volumes;

public sealed partial class BlockDeviceMappingList
{
    public static Task<BlockDeviceMappingList> GetByInstanceUuidAsync(
        IConductor conductor, RequestContext context, string instanceUuid, CancellationToken ct) =>
        conductor.GetAsync<BlockDeviceMappingList>(context, "get_by_instance_uuid", [instanceUuid], [], ct);

    public static Task<BlockDeviceMappingList> GetByInstanceUuidsAsync(
        IConductor conductor, RequestContext context, IReadOnlyCollection<string> instanceUuids, CancellationToken ct) =>
        conductor.GetAsync<BlockDeviceMappingList>(context, "get_by_instance_uuids", [new JArray(instanceUuids)], [], ct);
}
