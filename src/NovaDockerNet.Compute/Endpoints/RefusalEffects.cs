using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Resources;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Volumes;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Compute.Endpoints;

/// <summary>Puts back what nova-api and conductor prepared for an operation that is refused.</summary>
sealed partial class RefusalEffects(
    IConductor conductor, IPlacementReporter placement, IResourceTracker tracker, ILogger<RefusalEffects> logger)
{
    /// <summary>Runs the effect; what it cannot put back is logged, because the refusal itself must reach the user.</summary>
    public async Task<JToken?> RefuseAsync(RefusedOperation refused, Operation operation, CancellationToken cancellationToken)
    {
        if (refused.Effect is { } effect)
        {
            try
            {
                await effect(this, operation, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogNotPutBack(e, operation.Method);
            }
        }
        throw refused.Failure(operation);
    }

    /// <summary>nova: _rollback_live_migration, as far as nothing has moved. The method has no reverts_task_state.</summary>
    public async Task UndoLiveMigrationAsync(Operation operation, CancellationToken cancellationToken)
    {
        operation.Instance.TaskState = null;
        await operation.Instance.SaveAsync(conductor, operation.Context, [TaskState.Migrating], cancellationToken);
        await placement.MoveAllocationsAsync(operation.Context, operation.Migration.Uuid, operation.Instance.Uuid, cancellationToken);
    }

    /// <summary>
    /// nova-api has already stored the new image in the instance; the guest still is the old one. An evacuation has only a migration and this
    /// host's part of the allocation. Saved by reverts_task_state.
    /// </summary>
    public async Task UndoRebuildRequestAsync(Operation operation, CancellationToken cancellationToken)
    {
        var (arguments, instance) = (operation.Arguments, operation.Instance);
        if (arguments.Optional("recreate") is JValue { Value: true })
        {
            if (arguments.OptionalObject<Migration>("migration") is { } migration)
            {
                migration.Status = "failed";
                await migration.SaveAsync(conductor, operation.Context, cancellationToken);
            }
            if (tracker.ComputeNode is { } node)
                await placement.RemoveProviderFromAllocationAsync(operation.Context, instance.Uuid, node.Uuid, cancellationToken);
            return;
        }
        if (arguments.OptionalText("orig_image_ref") is { } image)
            instance.ImageRef = image;
        if (arguments.Optional("orig_sys_metadata") is JObject { Count: > 0 } metadata)
            instance.SystemMetadata = instance.SystemMetadata.Clear()
                .AddRange(metadata.Properties().Select(p => KeyValuePair.Create(p.Name, (string?)p.Value)));
    }

    /// <summary>nova: _attach_volume on failure, bdm.destroy().</summary>
    public async Task DestroyBlockDeviceAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (operation.Arguments.OptionalObject<BlockDeviceMapping>("bdm") is { } bdm)
            await bdm.DestroyAsync(conductor, operation.Context, cancellationToken);
    }

    /// <summary>The share mapping waits for an answer in status attaching or detaching.</summary>
    public async Task ErrorOutShareAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (operation.Arguments.Optional("share_mapping")?.DeepClone() is not JObject envelope || !VersionedObject.IsObject(envelope))
            return;
        envelope["nova_object.data"]!["status"] = "error";
        envelope["nova_object.changes"] = new JArray("status");
        await conductor.ObjectActionAsync(operation.Context, new OpaqueObject(envelope), "save", [], [], cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} is refused, but what was prepared for it could not be put back")]
    private partial void LogNotPutBack(Exception exception, string method);
}
