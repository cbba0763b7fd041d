using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Events;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Virt.Spawn;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>Spawning an instance that has its networks already.</summary>
static class SpawnRequests
{
    public static SpawnRequest Of(
        RequestContext context, Instance instance, JObject image, NetworkInfo networkInfo, VifPluggedWait plugged) => new()
        {
            Context = context,
            Instance = instance,
            ImageMeta = image,
            NetworkInfo = Task.FromResult(networkInfo),
            ArmVifPlugged = plugged.Expect,
        };

    /// <summary>The lazy fields the driver reads, with which only a build's request comes.</summary>
    public static async Task LoadAsync(WorkflowServices services, RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        await instance.LoadAsync(services.Conductor, context, Instance.Fields.Flavor, cancellationToken);
        await instance.LoadAsync(services.Conductor, context, Instance.Fields.SystemMetadata, cancellationToken);
        await instance.LoadAsync(services.Conductor, context, Instance.Fields.Metadata, cancellationToken);
        await instance.LoadAsync(services.Conductor, context, Instance.Fields.NumaTopology, cancellationToken);
    }
}
