using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>Deletes what was soft-deleted long enough ago. nova: _reclaim_queued_deletes, _deleted_old_enough.</summary>
sealed partial class QueuedDeletes(
    IConductor conductor, TerminateWorkflow terminate, ComputeOptions options, TimeProvider time, ILogger<QueuedDeletes> logger)
{
    /// <summary>nova: objects/instance.py INSTANCE_DEFAULT_FIELDS.</summary>
    private static readonly string[] DefaultFields = ["metadata", "system_metadata", "info_cache", "security_groups", "pci_devices", "tags", "services", "fault"];

    public async Task RunAsync(RequestContext context, CancellationToken cancellationToken)
    {
        var filters = new JObject { ["vm_state"] = VmState.SoftDeleted.Value, ["task_state"] = null, ["host"] = options.Host };
        foreach (var instance in await InstanceList.GetByFiltersAsync(conductor, context, filters, DefaultFields, cancellationToken))
        {
            if (instance.GetOrDefault(Instance.Fields.DeletedAt) is { } deletedAt && time.GetUtcNow() - deletedAt <= options.ReclaimInstanceInterval)
                continue;
            LogReclaiming(instance.Uuid);
            try
            {
                await terminate.ReclaimAsync(context, instance, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogFailed(e, instance.Uuid);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "[instance: {Uuid}] Reclaiming deleted instance")]
    private partial void LogReclaiming(string uuid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "[instance: {Uuid}] Periodic reclaim failed to delete instance")]
    private partial void LogFailed(Exception exception, string uuid);
}
