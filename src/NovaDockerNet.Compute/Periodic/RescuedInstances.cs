using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>Ends rescues that have lasted for rescue_timeout. nova: _poll_rescued_instances.</summary>
sealed partial class RescuedInstances(
    IConductor conductor, PeriodicOperations operations, ComputeOptions options, PeriodicOptions periodic, TimeProvider time,
    ILogger<RescuedInstances> logger)
{
    /// <summary>nova: instance_actions.UNRESCUE.</summary>
    private const string UnrescueAction = "unrescue";

    public async Task RunAsync(RequestContext context, CancellationToken cancellationToken)
    {
        var filters = new JObject { ["vm_state"] = VmState.Rescued.Value, ["host"] = options.Host };
        var oldest = time.GetUtcNow() - periodic.RescueTimeout;
        foreach (var instance in await InstanceList.GetByFiltersAsync(conductor, context, filters, ["system_metadata"], cancellationToken))
        {
            // A rescue sets launched_at. Another task is for whoever began it; nova's own save would fail on it.
            if (instance.TaskState is not null || instance.GetOrDefault(Instance.Fields.LaunchedAt) is not { } since || since > oldest)
                continue;
            LogUnrescuing(instance.Uuid);
            try
            {
                // nova: compute/api.py unrescue.
                instance.TaskState = TaskState.Unrescuing;
                await instance.SaveAsync(conductor, context, [null], cancellationToken);
                await InstanceAction.ActionStartAsync(conductor, context, instance.Uuid, UnrescueAction, cancellationToken);
                var args = new JObject { ["instance"] = instance.ToPrimitive() };
                await operations.Endpoint.Value.RunAsync(context, "unrescue_instance", args, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogFailed(e, instance.Uuid);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "[instance: {Uuid}] Rescued for longer than rescue_timeout, unrescuing")]
    private partial void LogUnrescuing(string uuid);

    [LoggerMessage(Level = LogLevel.Error, Message = "[instance: {Uuid}] Periodic task failed to unrescue instance")]
    private partial void LogFailed(Exception exception, string uuid);
}
