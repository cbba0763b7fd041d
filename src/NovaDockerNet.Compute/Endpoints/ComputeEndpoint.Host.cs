using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Compute.Endpoints;

sealed partial class ComputeEndpoint
{
    private static Task<JToken?> Done => Task.FromResult<JToken?>(null);

    private void MapHost()
    {
        Operations.Add("external_instance_event", [_filters.WrapException], async (operation, cancellationToken) =>
        {
            await _events.HandleAsync(
                operation.Context, Objects<Instance>(operation, "instances"), Objects<InstanceExternalEvent>(operation, "events"), cancellationToken);
            return null;
        });
        Operations.Add("set_host_enabled", [_filters.WrapException], async (operation, cancellationToken) =>
            await _host.SetHostEnabledAsync(operation.Context, operation.Arguments.Boolean("enabled"), cancellationToken));
        Operations.Add("get_host_uptime", [_filters.WrapException], async (_, cancellationToken) =>
            await _host.GetHostUptimeAsync(cancellationToken));
        Operations.Add("cache_images", [], async (operation, cancellationToken) =>
        {
            var ids = operation.Arguments.Optional("image_ids") as JArray ?? [];
            return await _host.CacheImagesAsync(operation.Context, [.. ids.Values<string>().OfType<string>()], cancellationToken);
        });
        // A peer asks whether it sees our instance folders; it never does.
        Operations.Add("check_instance_shared_storage", [_filters.WrapException], (_, _) => Task.FromResult<JToken?>(false));
    }

    private static List<T> Objects<T>(Operation operation, string name)
        where T : VersionedObject, IVersionedObject<T>
        => operation.Arguments.Optional(name) is JArray list
            ? [.. list.Select(item => item is JObject envelope && VersionedObject.IsObject(envelope)
                ? T.View(envelope)
                : throw new RpcArgumentException($"{operation.Method}() argument '{name}' must be a list of {T.ObjectClass}"))]
            : throw new RpcArgumentException($"{operation.Method}() argument '{name}' must be a list");
}
