using System.Globalization;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt.Guests;

namespace NovaDockerNet.Compute.Startup;

/// <summary>nova: compute/manager.py _init_instance, arm by arm; the first that matches.</summary>
sealed partial class InitHost
{
    private static readonly TaskState?[] BuildStates = [TaskState.Scheduling, TaskState.BlockDeviceMapping, TaskState.Networking, TaskState.Spawning];
    private static readonly TaskState?[] RebuildStates = [TaskState.Rebuilding, TaskState.RebuildBlockDeviceMapping, TaskState.RebuildSpawning];
    private static readonly TaskState?[] ResetStates =
    [
        TaskState.ImageSnapshotPending, TaskState.ImagePendingUpload, TaskState.ImageUploading, TaskState.ImageSnapshot, TaskState.ResizePrep,
        // nova forgets this one.
        TaskState.ImageBackup,
        // Whoever asked has been told that it failed; the password is not kept, so it cannot be set again.
        TaskState.UpdatingPassword,
    ];

    private static readonly TaskState?[] SnapshotStates = [TaskState.ImageSnapshotPending, TaskState.ImageSnapshot, TaskState.ImageBackup];

    // What waits ends the guest's processes first of all.
    private static readonly TaskState?[] EndingStates =
    [
        TaskState.PoweringOff, TaskState.SoftDeleting, TaskState.Rescuing, TaskState.Shelving, .. RebuildStates,
        TaskState.Rebooting, TaskState.RebootPending, TaskState.RebootStarted, TaskState.RebootingHard, TaskState.RebootPendingHard, TaskState.RebootStartedHard,
    ];

    private static readonly TaskState?[] SoftRebootStates = [TaskState.Rebooting, TaskState.RebootPending, TaskState.RebootStarted];

    /// <param name="known">The guest as it was listed with all others, if nothing has been done to it since; null: Docker is asked.</param>
    internal async Task InitInstanceAsync(RequestContext context, Instance instance, GuestInfo? known, CancellationToken cancellationToken)
    {
        var (vmState, taskState) = (instance.VmState, instance.TaskState);
        if (instance.Host != services.Options.Host)
        {
            LogNotOurs(instance.Host);
            return;
        }
        // nova has this arm for active and stopped alone and leaves a server that was rebuilt out of ERROR, or paused, in rebuilding.
        if (RebuildStates.Contains(taskState))
        {
            LogRebuildInterrupted();
            await FailInterruptedAsync(context, instance, "rebuild", cancellationToken);
            return;
        }
        // nova leaves a server in rescuing to an administrator's reset-state; of any vm_state, a rescue can be asked for in ERROR.
        if (taskState == TaskState.Rescuing)
        {
            await UndoRescueAsync(context, instance, cancellationToken);
            return;
        }
        if ((vmState == VmState.SoftDeleted && taskState != TaskState.Restoring)
            || (vmState == VmState.Error && taskState != TaskState.ResizeMigrating && taskState != TaskState.Deleting))
        {
            LogSkipped(vmState?.Value);
            return;
        }
        if (vmState == VmState.Deleted)
        {
            await terminate.CompletePartialDeletionAsync(context, instance, cancellationToken);
            return;
        }
        // nova has this arm after the next; a build that was told to end should be deleted rather than shown as an error first.
        if (taskState == TaskState.Deleting)
        {
            builds.Drop(instance.Uuid);
            await RunDeletionAgainAsync(context, instance, cancellationToken);
            return;
        }
        if (vmState == VmState.Building || BuildStates.Contains(taskState))
        {
            if (builds.Contains(instance.Uuid))
            {
                LogBuildAgain();
                return;
            }
            LogSpawnInterrupted();
            await FailInterruptedAsync(context, instance, "build", cancellationToken);
            return;
        }
        // The end of a shelving, which nova leaves to whoever wonders.
        if (vmState == VmState.Shelved && taskState == TaskState.ShelvingOffloading)
        {
            await AgainAsync(
                context, "shelve_offload_instance", instance, new JObject { ["clean_shutdown"] = false, ["accel_uuids"] = new JArray() }, cancellationToken);
            return;
        }
        if (vmState == VmState.ShelvedOffloaded && taskState is null)
        {
            using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
            await shelve.FinishOffloadAsync(context, instance, cancellationToken);
            return;
        }
        if (ResetStates.Contains(taskState))
        {
            LogClearing(taskState?.Value);
            if (SnapshotStates.Contains(taskState))
                await images.DeleteQueuedAsync(context, instance, cancellationToken);
            instance.TaskState = null;
            await instance.SaveAsync(services.Conductor, context, cancellationToken);
        }
        await InitRunnableAsync(context, instance, known, cancellationToken);
    }

    private async Task InitRunnableAsync(RequestContext context, Instance instance, GuestInfo? known, CancellationToken cancellationToken)
    {
        var power = known?.PowerState ?? await services.States.GetPowerStateAsync(instance, cancellationToken);
        var taskState = instance.TaskState;
        if (ShouldRetryReboot(instance, power) || await RebootNotBegunAsync(instance, power, cancellationToken))
        {
            await RetryRebootAsync(context, instance, power, cancellationToken);
            return;
        }
        if (power == PowerState.Running
            && (taskState == TaskState.RebootStarted || taskState == TaskState.RebootStartedHard
                || taskState == TaskState.Unpausing))
        {
            LogClearing(taskState?.Value);
            instance.TaskState = null;
            instance.VmState = VmState.Active;
            await instance.SaveAsync(services.Conductor, context, cancellationToken);
        }
        else if (power == PowerState.Paused && taskState == TaskState.Unpausing)
        {
            await AgainAsync(context, "unpause_instance", instance, [], cancellationToken);
            return;
        }
        // nova leaves these two to an administrator's reset-state.
        if (taskState == TaskState.Suspending)
        {
            await AgainAsync(context, "suspend_instance", instance, [], cancellationToken);
            return;
        }
        if (taskState == TaskState.Resuming)
        {
            await AgainAsync(context, "resume_instance", instance, [], cancellationToken);
            return;
        }
        if (taskState == TaskState.Unrescuing)
        {
            await AgainAsync(context, "unrescue_instance", instance, [], cancellationToken);
            return;
        }
        // nova gives these three up, or leaves them as they are; they can be run again from any point.
        if (taskState == TaskState.Pausing && power is PowerState.Running or PowerState.Paused)
        {
            await AgainAsync(context, "pause_instance", instance, [], cancellationToken);
            return;
        }
        if (taskState == TaskState.SoftDeleting)
        {
            await AgainAsync(context, "soft_delete_instance", instance, [], cancellationToken);
            return;
        }
        if (taskState == TaskState.Restoring)
        {
            await AgainAsync(context, "restore_instance", instance, [], cancellationToken);
            return;
        }
        if (taskState == TaskState.PoweringOff)
        {
            await AgainAsync(context, "stop_instance", instance, new JObject { ["clean_shutdown"] = true }, cancellationToken);
            return;
        }
        if (taskState == TaskState.PoweringOn)
        {
            await AgainAsync(context, "start_instance", instance, [], cancellationToken);
            return;
        }
        await RestoreAsync(context, instance, power, known, cancellationToken);
    }

    /// <summary>
    /// What there is of a rescue goes, and a server that ran runs again: the password, which the user has been told, is not on record, and the image may
    /// need a token that is not valid any more.
    /// </summary>
    private async Task UndoRescueAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        LogRescueInterrupted();
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        var reason = new InstanceNotRescuable(instance.Uuid, $"the rescue was interrupted by the end of the compute service on {services.Options.Host}");
        await services.Faults.AddFromExceptionAsync(context, instance, reason, null, cancellationToken);
        await services.States.ErrorOutOnExceptionAsync(
            context, instance, instance.VmState,
            () => services.Driver.UnrescueAsync(
                context, instance, NetworkInfoOf.Cached(instance), powerOn: instance.VmState == VmState.Active, cancellationToken),
            cancellationToken);
        instance.PowerState = await services.States.GetPowerStateAsync(instance, cancellationToken);
        instance.TaskState = null;
        await instance.SaveAsync(services.Conductor, context, cancellationToken);
    }

    // nova: driver.plug_vifs, then _resume_guests_state. After a reboot of the host all namespaces are gone.
    private async Task RestoreAsync(RequestContext context, Instance instance, PowerState power, GuestInfo? known, CancellationToken cancellationToken)
    {
        var networkInfo = NetworkInfoOf.Cached(instance);
        if (power != PowerState.NoState)
        {
            try
            {
                await services.Driver.PlugVifsAsync(instance, networkInfo, known, cancellationToken);
            }
            catch (VirtualInterfacePlugException e)
            {
                // vif_type binding_failed or unbound in the cache: _heal_instance_info_cache can bind the ports again.
                LogPlugFailed(e);
                await services.States.SetErrorStateAsync(context, instance, cleanTaskState: false, cancellationToken);
                return;
            }
        }
        if (instance.TaskState == TaskState.ResizeMigrating || instance.TaskState == TaskState.Migrating)
        {
            // Without an intent it had not begun here (InterruptedResizes).
            LogClearing(instance.TaskState?.Value);
            instance.TaskState = null;
            await instance.SaveAsync(services.Conductor, context, cancellationToken);
        }
        LogStates(power, instance.PowerState);
        if (IsToBeResumed(instance, power))
        {
            LogResuming();
            try
            {
                await services.Driver.PowerOnAsync(context, instance, networkInfo, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogResumeFailed(e);
                await services.States.SetErrorStateAsync(context, instance, cleanTaskState: false, cancellationToken);
            }
        }
    }

    private bool IsToBeResumed(Instance instance, PowerState power) =>
        instance.PowerState == PowerState.Running && power != PowerState.Running && services.Options.ResumeGuestsStateOnHostBoot;

    /// <summary>
    /// After a reboot of the host a server whose request may wait with the broker gets its network back and, if it ran, runs: as the request expects to
    /// find it. What fails here is left to the request, or to those that look at the server when none comes.
    /// </summary>
    private async Task PrepareForRequestAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        var vmState = instance.VmState;
        if (instance.Host != services.Options.Host || vmState == VmState.Building || vmState == VmState.Error || vmState == VmState.SoftDeleted)
            return;
        using var scope = OperationScope.Begin(logger, context, instance.Uuid);
        try
        {
            var power = await services.States.GetPowerStateAsync(instance, cancellationToken);
            if (power == PowerState.NoState)
                return;
            var networkInfo = NetworkInfoOf.Cached(instance);
            await services.Driver.PlugVifsAsync(instance, networkInfo, known: null, cancellationToken);
            // One that is frozen runs again by its request, or was meant to be.
            if (!IsToBeResumed(instance, power) || power is PowerState.Paused or PowerState.Suspended || EndingStates.Contains(instance.TaskState))
                return;
            LogResuming();
            await services.Driver.PowerOnAsync(context, instance, networkInfo, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogNotPrepared(e, instance.TaskState?.Value);
        }
    }

    // nova: _retry_reboot.
    private static bool ShouldRetryReboot(Instance instance, PowerState power)
    {
        var (vmState, taskState) = (instance.VmState, instance.TaskState);
        var allowsSoft = vmState == VmState.Active;
        // nova: vm_states.ALLOW_HARD_REBOOT.
        var allowsHard = allowsSoft || vmState == VmState.Stopped || vmState == VmState.Paused || vmState == VmState.Suspended || vmState == VmState.Error;
        return (taskState == TaskState.RebootPending && allowsSoft)
            || (taskState == TaskState.RebootPendingHard && allowsHard)
            || ((taskState == TaskState.RebootStarted || taskState == TaskState.RebootStartedHard) && power != PowerState.Running);
    }

    /// <summary>
    /// A request on record that has not got as far as restarting the guest: it was only asked for, or the guest runs since before. nova leaves the
    /// first as it is, and takes the second for done.
    /// </summary>
    private async Task<bool> RebootNotBegunAsync(Instance instance, PowerState power, CancellationToken cancellationToken)
    {
        if (_interruptedReboots[instance.Uuid].FirstOrDefault() is not { } intent)
            return false;
        var taskState = instance.TaskState;
        if (taskState == TaskState.Rebooting || taskState == TaskState.RebootingHard)
            return true;
        return power == PowerState.Running && (taskState == TaskState.RebootStarted || taskState == TaskState.RebootStartedHard)
            && DateTimeOffset.TryParse(intent.RecordedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var recorded)
            && await services.Driver.GetGuestAsync(instance.Uuid, cancellationToken) is { StartedAt: { } started } && started < recorded;
    }

    private async Task RetryRebootAsync(RequestContext context, Instance instance, PowerState power, CancellationToken cancellationToken)
    {
        // nova: compute_utils.get_reboot_type.
        var soft = power == PowerState.Running && SoftRebootStates.Contains(instance.TaskState);
        if (!soft && SoftRebootStates.Contains(instance.TaskState))
        {
            // Shut down, but not yet started again: by now it is a hard reboot.
            instance.TaskState = TaskState.RebootPendingHard;
            await instance.SaveAsync(services.Conductor, context, cancellationToken);
        }
        await AgainAsync(
            context, "reboot_instance", instance,
            new JObject { ["block_device_info"] = null, ["reboot_type"] = soft ? "SOFT" : "HARD" }, cancellationToken);
    }

    /// <summary>Runs the operation as if asked for again: with an admin context its event goes to the newest action of the instance.</summary>
    private async Task AgainAsync(RequestContext context, string method, Instance instance, JObject args, CancellationToken cancellationToken)
    {
        LogAgain(instance.TaskState?.Value, method);
        args["instance"] = instance.ToPrimitive();
        try
        {
            await endpoint.Value.RunAsync(context, method, args, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Its filters have recorded the failure.
            LogAgainFailed(e, method);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance appears to not be owned by this host, but by {Host}. Startup processing is being skipped.")]
    private partial void LogNotOurs(string? host);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server could not be put back as it was before its request ({TaskState}) comes")]
    private partial void LogNotPrepared(Exception exception, string? taskState);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Instance is in {VmState} state.")]
    private partial void LogSkipped(string? vmState);

    [LoggerMessage(Level = LogLevel.Information, Message = "The build was interrupted by the end of the service; it is run again from its recorded request")]
    private partial void LogBuildAgain();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance failed to spawn correctly, setting to ERROR state")]
    private partial void LogSpawnInterrupted();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance failed to rebuild correctly, setting to ERROR state")]
    private partial void LogRebuildInterrupted();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rescue of the instance was interrupted by the end of the service; it is taken back")]
    private partial void LogRescueInterrupted();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance in transitional state {TaskState} at start-up, clearing task state")]
    private partial void LogClearing(string? taskState);

    [LoggerMessage(Level = LogLevel.Information, Message = "Instance in transitional state {TaskState} at start-up, retrying {Method}")]
    private partial void LogAgain(string? taskState, string method);

    [LoggerMessage(Level = LogLevel.Error, Message = "Retrying {Method} failed")]
    private partial void LogAgainFailed(Exception exception, string method);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Virtual interface plugging failed for instance. The port binding:host_id may need to be manually updated.")]
    private partial void LogPlugFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Current state is {DriverState}, state in DB is {DbState}.")]
    private partial void LogStates(PowerState driverState, PowerState? dbState);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rebooting instance after nova-compute restart.")]
    private partial void LogResuming();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to resume instance")]
    private partial void LogResumeFailed(Exception exception);
}
