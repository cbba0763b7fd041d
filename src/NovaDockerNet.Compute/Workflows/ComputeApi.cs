using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>What nova-compute asks of nova's API layer on its own behalf. nova: compute/api.py API.stop, API.force_stop.</summary>
sealed class ComputeApi(IConductor conductor, Lazy<ComputeEndpoint> endpoint, BackgroundOperations background)
{
    /// <summary>nova: instance_actions.STOP.</summary>
    private const string StopAction = "stop";

    /// <summary>
    /// nova: API.force_stop: task_state and action are recorded, then the stop is cast to this host. Ours goes the short way; if the service ends
    /// before, the next start finds the task_state.
    /// </summary>
    public async Task StopAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        instance.TaskState = TaskState.PoweringOff;
        instance.Progress = 0;
        await instance.SaveAsync(conductor, context, [null], cancellationToken);
        await InstanceAction.ActionStartAsync(conductor, context, instance.Uuid, StopAction, cancellationToken);
        var args = new JObject { ["instance"] = instance.ToPrimitive(), ["clean_shutdown"] = true };
        background.Start($"stop of instance {instance.Uuid}", () => endpoint.Value.RunAsync(context, "stop_instance", args, CancellationToken.None));
    }
}
