using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>
/// Reboots hard what has been rebooting for reboot_timeout: the request was lost, or nobody came back to it. nova: _poll_rebooting_instances, and what
/// its drivers made of poll_rebooting_instances.
/// </summary>
sealed partial class RebootingInstances(
    IConductor conductor, PeriodicOperations operations, InstanceLocks locks, ComputeOptions options, PeriodicOptions periodic, TimeProvider time,
    ILogger<RebootingInstances> logger)
{
    /// <summary>nova: instance_actions.REBOOT.</summary>
    private const string RebootAction = "reboot";

    private static readonly TaskState?[] Rebooting = [TaskState.Rebooting, TaskState.RebootStarted, TaskState.RebootPending];

    public async Task RunAsync(RequestContext context, CancellationToken cancellationToken)
    {
        var filters = new JObject { ["task_state"] = new JArray(Rebooting.Select(state => state!.Value.Value)), ["host"] = options.Host };
        var oldest = time.GetUtcNow() - periodic.RebootTimeout;
        foreach (var instance in await InstanceList.GetByFiltersAsync(conductor, context, filters, [], cancellationToken))
        {
            // A reboot that is at work here ends by itself: each of its steps has a limit.
            if (locks.IsBusy(instance.Uuid) || instance.UpdatedAt is not { } since || since > oldest)
                continue;
            LogRebooting(instance.Uuid);
            try
            {
                // nova: compute/api.py _hard_reboot.
                instance.TaskState = TaskState.RebootingHard;
                await instance.SaveAsync(conductor, context, Rebooting, cancellationToken);
                await InstanceAction.ActionStartAsync(conductor, context, instance.Uuid, RebootAction, cancellationToken);
                var args = new JObject { ["instance"] = instance.ToPrimitive(), ["block_device_info"] = null, ["reboot_type"] = "HARD" };
                await operations.Endpoint.Value.RunAsync(context, "reboot_instance", args, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogFailed(e, instance.Uuid);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "[instance: {Uuid}] Rebooting for longer than reboot_timeout, rebooting hard")]
    private partial void LogRebooting(string uuid);

    [LoggerMessage(Level = LogLevel.Error, Message = "[instance: {Uuid}] Periodic task failed to reboot instance")]
    private partial void LogFailed(Exception exception, string uuid);
}
