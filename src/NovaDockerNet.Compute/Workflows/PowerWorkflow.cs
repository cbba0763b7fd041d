using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt.Guests;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>stop, start, reboot, pause, unpause, soft delete and restore. nova: compute/manager.py, the methods of these names.</summary>
sealed partial class PowerWorkflow(WorkflowServices services, ShelvedSnapshots snapshots, ILogger<PowerWorkflow> logger)
{
    private static readonly IReadOnlyList<TaskState?> SoftRebootStates = [TaskState.Rebooting, TaskState.RebootPending, TaskState.RebootStarted];
    private static readonly IReadOnlyList<TaskState?> HardRebootStates =
        [TaskState.RebootingHard, TaskState.RebootPendingHard, TaskState.RebootStartedHard];

    /// <summary>nova: stop_instance.</summary>
    public async Task StopAsync(RequestContext context, Instance instance, bool cleanShutdown, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        ComputeFaultPoints.StopBegun.Reached(instance.Uuid);
        // Docker and the conductor are asked at once.
        var reading = services.States.GetPowerStateAsync(instance, cancellationToken);
        var loading = PowerOffTimeout.OfAsync(services, context, instance, cleanShutdown, cancellationToken);
        await Task.WhenAll(reading, loading);
        var (current, timeout) = (await reading, await loading);
        // Off already: we may be racing with a teardown, so somebody else may have cleared the task_state.
        List<TaskState?> expected = [TaskState.PoweringOff];
        if (current is PowerState.NoState or PowerState.Shutdown or PowerState.Crashed)
        {
            LogAlreadyOff();
            expected.Add(null);
        }
        services.Notifications.About(context, instance, NotifiedAction.PowerOff, NotificationPhase.Start);
        await services.Driver.PowerOffAsync(instance.Uuid, timeout, cancellationToken);
        ComputeFaultPoints.StopPoweredOff.Reached(instance.Uuid);
        await SaveStateAsync(context, instance, VmState.Stopped, expected, cancellationToken);
        ComputeFaultPoints.StopSaved.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.PowerOff, NotificationPhase.End);
    }

    /// <summary>nova: start_instance.</summary>
    public async Task StartAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        ComputeFaultPoints.StartBegun.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.PowerOn, NotificationPhase.Start);
        await PowerOnAsync(context, instance, cancellationToken);
        ComputeFaultPoints.StartPoweredOn.Reached(instance.Uuid);
        await instance.LoadAsync(services.Conductor, context, Instance.Fields.SystemMetadata, cancellationToken);
        if (ShelvedKeys.ImageIdOf(instance) is { } snapshotId)
            await snapshots.DeleteAsync(context, snapshotId, cancellationToken);
        ShelvedKeys.Remove(instance);
        await SaveStateAsync(context, instance, VmState.Active, [TaskState.PoweringOn], cancellationToken);
        ComputeFaultPoints.StartSaved.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.PowerOn, NotificationPhase.End);
    }

    /// <summary>nova: reboot_instance, _reboot_instance.</summary>
    public async Task RebootAsync(RequestContext callerContext, Instance instance, RebootType type, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        ComputeFaultPoints.RebootBegun.Reached(instance.Uuid);
        var soft = type == RebootType.Soft;
        var context = callerContext.Elevated();

        // Step 1: acknowledge that the request made it here, while Neutron is asked; the guest is left alone until it has answered.
        var copy = instance.Copy();
        var refreshing = services.Network.GetInstanceNetworkInfoAsync(context, copy, null, cancellationToken);
        await LoadForDriverAsync(context, instance, cancellationToken);
        instance.TaskState = soft ? TaskState.RebootPending : TaskState.RebootPendingHard;
        services.Notifications.About(context, instance, NotifiedAction.Reboot, NotificationPhase.Start);
        instance.PowerState = await services.States.GetPowerStateAsync(instance, cancellationToken);
        await instance.SaveAsync(services.Conductor, context, soft ? SoftRebootStates : HardRebootStates, cancellationToken);
        ComputeFaultPoints.RebootPending.Reached(instance.Uuid);
        var networkInfo = await refreshing;
        KeepNetwork(instance, copy);
        if (instance.PowerState != PowerState.Running)
            LogRebootNotRunning(instance.PowerState);

        // Step 2: reboot. A rescued instance stays rescued.
        var vmState = instance.VmState == VmState.Rescued ? VmState.Rescued : VmState.Active;
        PowerState? powerState = null;
        try
        {
            var expected = instance.TaskState;
            instance.TaskState = soft ? TaskState.RebootStarted : TaskState.RebootStartedHard;
            await instance.SaveAsync(services.Conductor, context, [expected], cancellationToken);
            ComputeFaultPoints.RebootStarted.Reached(instance.Uuid);
            var timeout = await PowerOffTimeout.OfAsync(services, context, instance, cleanShutdown: soft, cancellationToken);
            await services.Driver.RebootAsync(context, instance, networkInfo, type, timeout, cancellationToken);
            ComputeFaultPoints.RebootDone.Reached(instance.Uuid);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            powerState = await services.States.GetPowerStateAsync(instance, cancellationToken);
            if (powerState != PowerState.Running)
            {
                LogCannotReboot(e);
                await services.States.SetErrorStateAsync(context, instance, cleanTaskState: false, cancellationToken);
                throw;
            }
            // It still runs: worth a fault, not an error state.
            LogRebootFailedButRunning(e);
            await services.Faults.AddFromExceptionAsync(context, instance, e, null, cancellationToken);
            services.Notifications.About(context, instance, NotifiedAction.Reboot, NotificationPhase.Error, new ActionDetails { Fault = e });
        }

        // Step 3: record.
        try
        {
            instance.PowerState = powerState ?? await services.States.GetPowerStateAsync(instance, cancellationToken);
            instance.VmState = vmState;
            instance.TaskState = null;
            await instance.SaveAsync(services.Conductor, context, cancellationToken);
            ComputeFaultPoints.RebootSaved.Reached(instance.Uuid);
        }
        catch (InstanceNotFound)
        {
            LogDisappeared("reboot");
        }
        services.Notifications.About(context, instance, NotifiedAction.Reboot, NotificationPhase.End);
    }

    /// <summary>nova: pause_instance.</summary>
    public async Task PauseAsync(RequestContext callerContext, Instance instance, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        var context = callerContext.Elevated();
        ComputeFaultPoints.PauseBegun.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.Pause, NotificationPhase.Start);
        await services.Driver.PauseAsync(instance.Uuid, cancellationToken);
        ComputeFaultPoints.PauseDone.Reached(instance.Uuid);
        await SaveStateAsync(context, instance, VmState.Paused, [TaskState.Pausing], cancellationToken);
        ComputeFaultPoints.PauseSaved.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.Pause, NotificationPhase.End);
    }

    /// <summary>nova: unpause_instance.</summary>
    public async Task UnpauseAsync(RequestContext callerContext, Instance instance, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        var context = callerContext.Elevated();
        ComputeFaultPoints.UnpauseBegun.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.Unpause, NotificationPhase.Start);
        await services.Driver.UnpauseAsync(instance.Uuid, cancellationToken);
        ComputeFaultPoints.UnpauseDone.Reached(instance.Uuid);
        await SaveStateAsync(context, instance, VmState.Active, [TaskState.Unpausing], cancellationToken);
        ComputeFaultPoints.UnpauseSaved.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.Unpause, NotificationPhase.End);
    }

    /// <summary>nova: soft_delete_instance; a driver without soft delete powers off.</summary>
    public async Task SoftDeleteAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        ComputeFaultPoints.SoftDeleteBegun.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.SoftDelete, NotificationPhase.Start);
        try
        {
            await services.Driver.PowerOffAsync(instance.Uuid, TimeSpan.Zero, cancellationToken);
            ComputeFaultPoints.SoftDeletePoweredOff.Reached(instance.Uuid);
            await SaveStateAsync(context, instance, VmState.SoftDeleted, [TaskState.SoftDeleting], cancellationToken);
            ComputeFaultPoints.SoftDeleteSaved.Reached(instance.Uuid);
        }
        finally
        {
            // nova: notify_about_instance_delete, which says so of a failure as well.
            services.Notifications.About(context, instance, NotifiedAction.SoftDelete, NotificationPhase.End);
        }
    }

    /// <summary>nova: restore_instance.</summary>
    public async Task RestoreAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        ComputeFaultPoints.RestoreBegun.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.Restore, NotificationPhase.Start);
        await PowerOnAsync(context, instance, cancellationToken);
        ComputeFaultPoints.RestorePoweredOn.Reached(instance.Uuid);
        await SaveStateAsync(context, instance, VmState.Active, [TaskState.Restoring], cancellationToken);
        ComputeFaultPoints.RestoreSaved.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.Restore, NotificationPhase.End);
    }

    // nova: _power_on.
    private async Task PowerOnAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        // Docker prepares the start while Neutron is asked.
        var copy = instance.Copy();
        var networkInfo = services.Network.GetInstanceNetworkInfoAsync(context, copy, null, cancellationToken);
        await LoadForDriverAsync(context, instance, cancellationToken);
        await services.Driver.PowerOnAsync(context, instance, networkInfo, cancellationToken);
        KeepNetwork(instance, copy);
    }

    private static void KeepNetwork(Instance instance, Instance refreshed)
    {
        if (refreshed.IsSet(Instance.Fields.InfoCache))
            instance.CopyField(refreshed, Instance.Fields.InfoCache);
    }

    // The driver reads limits and names from the instance, and requests come without the lazy fields.
    private async Task LoadForDriverAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        await instance.LoadAsync(services.Conductor, context, Instance.Fields.Flavor, cancellationToken);
        await instance.LoadAsync(services.Conductor, context, Instance.Fields.SystemMetadata, cancellationToken);
    }

    private async Task SaveStateAsync(
        RequestContext context, Instance instance, VmState vmState, IReadOnlyList<TaskState?> expected, CancellationToken cancellationToken)
    {
        instance.PowerState = await services.States.GetPowerStateAsync(instance, cancellationToken);
        instance.VmState = vmState;
        instance.TaskState = null;
        await instance.SaveAsync(services.Conductor, context, expected, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Instance is already powered off in the hypervisor when stop is called.")]
    private partial void LogAlreadyOff();

    [LoggerMessage(Level = LogLevel.Warning, Message = "trying to reboot a non-running instance: (state: {PowerState} expected: Running)")]
    private partial void LogRebootNotRunning(PowerState? powerState);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reboot failed but instance is running")]
    private partial void LogRebootFailedButRunning(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot reboot instance")]
    private partial void LogCannotReboot(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance disappeared during {Operation}")]
    private partial void LogDisappeared(string operation);
}
