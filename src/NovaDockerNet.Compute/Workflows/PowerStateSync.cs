using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>Aligns what nova believes with what runs. nova: compute/manager.py _sync_instance_power_state.</summary>
/// <remarks>The caller holds the instance's lock, and the instance is fresh from the conductor.</remarks>
public sealed partial class PowerStateSync
{
    private readonly IConductor _conductor;
    private readonly InstanceStates _states;
    private readonly ComputeApi _api;
    private readonly ComputeOptions _options;
    private readonly ILogger _logger;

    internal PowerStateSync(IConductor conductor, InstanceStates states, ComputeApi api, ComputeOptions options, ILogger<PowerStateSync> logger) =>
        (_conductor, _states, _api, _options, _logger) = (conductor, states, api, options, logger);

    public async Task SyncAsync(RequestContext context, Instance instance, PowerState powerState, CancellationToken cancellationToken)
    {
        if (instance.Host != _options.Host)
        {
            LogMoved(instance.Host);
            return;
        }
        if (instance.TaskState is { } task)
        {
            // Never "repair" an instance with a task: whoever set it is at work.
            LogPendingTask(task.Value);
            return;
        }
        if (instance.PowerState != powerState)
        {
            LogMismatch(instance.PowerState, powerState);
            instance.PowerState = powerState;
            await instance.SaveAsync(_conductor, context, cancellationToken);
        }
        await ResolveAsync(context, instance, powerState, cancellationToken);
    }

    private async Task ResolveAsync(RequestContext context, Instance instance, PowerState powerState, CancellationToken cancellationToken)
    {
        var off = powerState is PowerState.Shutdown or PowerState.Crashed;
        if (instance.VmState == VmState.Active)
        {
            if (off)
                await StopUnexpectedShutdownAsync(context, instance, cancellationToken);
            else if (powerState == PowerState.Suspended)
                await StopAsync(context, instance, powerState, cancellationToken);
            else if (powerState == PowerState.Paused)
                LogPausedUnexpectedly();
            else if (powerState == PowerState.NoState)
                LogNotFound();
        }
        else if (instance.VmState == VmState.Stopped)
        {
            // Force the stop: the API would not stop what is stopped.
            if (!off && powerState != PowerState.NoState)
                await StopAsync(context, instance, powerState, cancellationToken);
        }
        else if (instance.VmState == VmState.Paused)
        {
            if (off)
                await StopAsync(context, instance, powerState, cancellationToken);
        }
        else if ((instance.VmState == VmState.SoftDeleted || instance.VmState == VmState.Deleted) && !off && powerState != PowerState.NoState)
        {
            // _cleanup_running_deleted_instances takes care of it.
            LogRunsThoughDeleted();
        }
    }

    // nova: _stop_unexpected_shutdown_instance; looks again, because this is exceptional.
    private async Task StopUnexpectedShutdownAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        var powerState = await _states.GetPowerStateAsync(instance, cancellationToken);
        if (powerState is PowerState.Shutdown or PowerState.Crashed)
            await StopAsync(context, instance, powerState, cancellationToken);
    }

    private async Task StopAsync(RequestContext context, Instance instance, PowerState powerState, CancellationToken cancellationToken)
    {
        LogStopping(instance.VmState?.Value, powerState);
        try
        {
            await _api.StopAsync(context, instance, cancellationToken);
        }
        catch (NovaException e)
        {
            // Another task may have begun; if not, the next sync finds the same.
            LogStopFailed(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "During the sync_power process the instance has moved to host {Host}")]
    private partial void LogMoved(string? host);

    [LoggerMessage(Level = LogLevel.Information, Message = "During sync_power_state the instance has a pending task ({Task}). Skip.")]
    private partial void LogPendingTask(string task);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The DB power_state ({DbPowerState}) does not match the vm_power_state from the hypervisor ({VmPowerState}). Updating the DB.")]
    private partial void LogMismatch(PowerState? dbPowerState, PowerState vmPowerState);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance is paused unexpectedly. Ignore.")]
    private partial void LogPausedUnexpectedly();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance is unexpectedly not found. Ignore.")]
    private partial void LogNotFound();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance is not (soft-)deleted.")]
    private partial void LogRunsThoughDeleted();

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Guest and nova disagree. Calling the stop API. Current vm_state: {VmState}, current VM power_state: {PowerState}")]
    private partial void LogStopping(string? vmState, PowerState powerState);

    [LoggerMessage(Level = LogLevel.Error, Message = "error during stop() in sync_power_state.")]
    private partial void LogStopFailed(Exception exception);
}
