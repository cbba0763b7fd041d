using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Workflows.Resize;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Oslo.Messaging.Rpc;

namespace NovaDockerNet.Compute.Conductor;

/// <summary>Hands a resize to its next leg, on whichever host that is. nova: compute/rpcapi.py ComputeAPI.</summary>
sealed class ComputeClient(IRpcClient rpc)
{
    // Every release supported has these methods, with these arguments, since 6.0.
    private const string Version = "6.0";

    public Task ResizeInstanceAsync(
        RequestContext context, Instance instance, Migration migration, ResizeRequest request, CancellationToken cancellationToken) =>
        CastAsync(context, instance.Host!, "resize_instance", new JObject
        {
            ["instance"] = instance.ToPrimitive(),
            ["migration"] = migration.ToPrimitive(),
            ["image"] = request.Image?.DeepClone(),
            ["flavor"] = request.Flavor.ToPrimitive(),
            ["clean_shutdown"] = request.CleanShutdown,
            ["request_spec"] = request.RequestSpec?.DeepClone(),
        }, cancellationToken);

    public Task FinishResizeAsync(
        RequestContext context, Instance instance, Migration migration, ResizeRequest request, CancellationToken cancellationToken) =>
        CastAsync(context, migration.DestCompute!, "finish_resize", new JObject
        {
            ["instance"] = instance.ToPrimitive(),
            ["migration"] = migration.ToPrimitive(),
            ["image"] = request.Image?.DeepClone(),
            ["disk_info"] = null,
            ["request_spec"] = request.RequestSpec?.DeepClone(),
        }, cancellationToken);

    public Task FinishRevertResizeAsync(
        RequestContext context, Instance instance, Migration migration, JToken? requestSpec, CancellationToken cancellationToken) =>
        CastAsync(context, migration.SourceCompute!, "finish_revert_resize", new JObject
        {
            ["instance"] = instance.ToPrimitive(),
            ["migration"] = migration.ToPrimitive(),
            ["request_spec"] = requestSpec?.DeepClone(),
        }, cancellationToken);

    public Task ConfirmResizeAsync(RequestContext context, Instance instance, Migration migration, CancellationToken cancellationToken) =>
        CastAsync(context, migration.SourceCompute!, "confirm_resize", new JObject
        {
            ["instance"] = instance.ToPrimitive(),
            ["migration"] = migration.ToPrimitive(),
        }, cancellationToken);

    private Task CastAsync(RequestContext context, string host, string method, JObject args, CancellationToken cancellationToken) =>
        rpc.CastAsync(new RpcTarget("compute", Server: host, Version: Version), context.ToDictionary(), method, args, cancellationToken);
}
