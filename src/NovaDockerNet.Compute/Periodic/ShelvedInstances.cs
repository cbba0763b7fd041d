using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>Offloads what has been shelved for shelved_offload_time. nova: _poll_shelved_instances.</summary>
sealed partial class ShelvedInstances(
    IConductor conductor, PeriodicOperations operations, ComputeOptions options, TimeProvider time, ILogger<ShelvedInstances> logger)
{
    public async Task RunAsync(RequestContext context, CancellationToken cancellationToken)
    {
        var filters = new JObject { ["vm_state"] = VmState.Shelved.Value, ["task_state"] = null, ["host"] = options.Host };
        var instances = await InstanceList.GetByFiltersAsync(conductor, context, filters, ["system_metadata"], cancellationToken);
        foreach (var instance in instances)
        {
            // Shelved while this option was 0 or -1, or by another compute: nova would fail on a missing time, and offload nothing at all.
            if (ShelvedKeys.AtOf(instance) is not { } shelvedAt || time.GetUtcNow() - shelvedAt <= options.ShelvedOffloadTime)
                continue;
            try
            {
                instance.TaskState = TaskState.ShelvingOffloading;
                await instance.SaveAsync(conductor, context, [null], cancellationToken);
                var args = new JObject { ["instance"] = instance.ToPrimitive(), ["clean_shutdown"] = false, ["accel_uuids"] = new JArray() };
                await operations.Endpoint.Value.RunAsync(context, "shelve_offload_instance", args, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogFailed(e, instance.Uuid);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "[instance: {Uuid}] Periodic task failed to offload instance.")]
    private partial void LogFailed(Exception exception, string uuid);
}
