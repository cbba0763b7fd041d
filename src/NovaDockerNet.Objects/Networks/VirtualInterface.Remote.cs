namespace NovaDockerNet.Objects.Networks;

public sealed partial class VirtualInterface
{
    /// <summary>Deletes the rows of a server that goes away.</summary>
    public static Task DeleteByInstanceUuidAsync(IConductor conductor, RequestContext context, string instanceUuid, CancellationToken ct) =>
        conductor.ClassActionAsync(context, ObjectClass, "delete_by_instance_uuid", [instanceUuid], [], ct);
}
