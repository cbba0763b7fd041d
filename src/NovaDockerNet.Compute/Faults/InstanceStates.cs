using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Resources;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt;

namespace NovaDockerNet.Compute.Faults;

/// <summary>The small steps every workflow shares: power state, error state, tracker update.</summary>
sealed partial class InstanceStates(
    IConductor conductor, IVirtDriver driver, IResourceTracker tracker, ComputeOptions options, ILogger<InstanceStates> logger)
{
    /// <summary>nova: _get_power_state; a guest that is not there has no state.</summary>
    public async Task<PowerState> GetPowerStateAsync(Instance instance, CancellationToken cancellationToken) =>
        (await driver.GetGuestAsync(instance.Uuid, cancellationToken))?.PowerState ?? PowerState.NoState;

    /// <summary>nova: _set_instance_obj_error_state.</summary>
    public async Task SetErrorStateAsync(RequestContext context, Instance instance, bool cleanTaskState, CancellationToken cancellationToken)
    {
        try
        {
            instance.VmState = VmState.Error;
            if (cleanTaskState)
                instance.TaskState = null;
            await instance.SaveAsync(conductor, context, cancellationToken);
        }
        catch (InstanceNotFound)
        {
            LogDestroyedMeanwhile();
        }
    }

    /// <summary>
    /// Runs what may fail half way: a failure leaves the instance in ERROR, except one that says that nothing was done, which puts
    /// <paramref name="vmState"/> back. nova: _error_out_instance_on_exception.
    /// </summary>
    public async Task ErrorOutOnExceptionAsync(
        RequestContext context, Instance instance, VmState? vmState, Func<Task> body, CancellationToken cancellationToken)
    {
        try
        {
            await body();
        }
        catch (Exception e) when (e is NotImplementedException or InstanceFaultRollback)
        {
            LogBack(vmState?.Value, e.Message);
            instance.VmState = vmState;
            await ClearTaskStateAsync(context, instance, cancellationToken);
            throw;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogToError(e);
            await SetErrorStateAsync(context, instance, cleanTaskState: false, cancellationToken);
            throw;
        }
    }

    /// <summary>nova: _instance_update with task_state=None.</summary>
    public async Task ClearTaskStateAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        instance.TaskState = null;
        await instance.SaveAsync(conductor, context, cancellationToken);
        await UpdateResourceTrackerAsync(context, instance, cancellationToken);
    }

    /// <summary>nova: _update_resource_tracker.</summary>
    public async Task UpdateResourceTrackerAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        if (instance.Host == options.Host)
            await tracker.UpdateUsageAsync(context, instance, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Setting instance back to {State} after: {Error}")]
    private partial void LogBack(string? state, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Setting instance vm_state to ERROR")]
    private partial void LogToError(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Instance has been destroyed from under us while trying to set it to ERROR")]
    private partial void LogDestroyedMeanwhile();
}
