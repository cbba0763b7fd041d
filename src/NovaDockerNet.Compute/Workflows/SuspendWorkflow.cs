using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>suspend, resume. nova: compute/manager.py suspend_instance, resume_instance.</summary>
sealed partial class SuspendWorkflow(WorkflowServices services, ILogger<SuspendWorkflow> logger)
{
    private const string OldVmState = "old_vm_state";

    public async Task SuspendAsync(RequestContext callerContext, Instance instance, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        var context = callerContext.Elevated();
        ComputeFaultPoints.SuspendBegun.Reached(instance.Uuid);
        await instance.LoadAsync(services.Conductor, context, Instance.Fields.SystemMetadata, cancellationToken);
        instance.SetSystemMetadata(OldVmState, instance.VmState?.Value);
        services.Notifications.About(context, instance, NotifiedAction.Suspend, NotificationPhase.Start);
        await services.States.ErrorOutOnExceptionAsync(
            context, instance, instance.VmState, () => services.Driver.SuspendAsync(instance.Uuid, cancellationToken), cancellationToken);
        ComputeFaultPoints.SuspendDone.Reached(instance.Uuid);
        instance.PowerState = await services.States.GetPowerStateAsync(instance, cancellationToken);
        instance.VmState = VmState.Suspended;
        instance.TaskState = null;
        await instance.SaveAsync(services.Conductor, context, [TaskState.Suspending], cancellationToken);
        ComputeFaultPoints.SuspendSaved.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.Suspend, NotificationPhase.End);
    }

    public async Task ResumeAsync(RequestContext callerContext, Instance instance, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        var context = callerContext.Elevated();
        LogResuming();
        ComputeFaultPoints.ResumeBegun.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.Resume, NotificationPhase.Start);
        await instance.LoadAsync(services.Conductor, context, Instance.Fields.SystemMetadata, cancellationToken);
        var networkInfo = await services.Network.GetInstanceNetworkInfoAsync(context, instance, null, cancellationToken);
        await services.States.ErrorOutOnExceptionAsync(
            context, instance, instance.VmState, () => services.Driver.ResumeAsync(context, instance, networkInfo, cancellationToken), cancellationToken);
        ComputeFaultPoints.ResumeDone.Reached(instance.Uuid);
        instance.PowerState = await services.States.GetPowerStateAsync(instance, cancellationToken);
        instance.VmState = instance.SystemMetadata.GetValueOrDefault(OldVmState) is { } old ? new VmState(old) : VmState.Active;
        instance.RemoveSystemMetadata(OldVmState);
        instance.TaskState = null;
        await instance.SaveAsync(services.Conductor, context, [TaskState.Resuming], cancellationToken);
        ComputeFaultPoints.ResumeSaved.Reached(instance.Uuid);
        services.Notifications.About(context, instance, NotifiedAction.Resume, NotificationPhase.End);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Resuming")]
    private partial void LogResuming();
}
