using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>
/// Password, crash dump and quiescing. nova: compute/manager.py set_admin_password, trigger_crash_dump, quiesce_instance, unquiesce_instance.
/// </summary>
sealed partial class GuestActions(WorkflowServices services, ILogger<GuestActions> logger)
{
    public async Task SetAdminPasswordAsync(RequestContext callerContext, Instance instance, string password, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        var context = callerContext.Elevated();
        if (await services.States.GetPowerStateAsync(instance, cancellationToken) != PowerState.Running)
        {
            await EndAsync(context, instance, cancellationToken);
            throw new InstancePasswordSetFailed(instance.Uuid, $"instance {instance.Uuid} is not running");
        }
        try
        {
            await instance.LoadAsync(services.Conductor, context, Instance.Fields.SystemMetadata, cancellationToken);
            await services.Driver.SetAdminPasswordAsync(instance, password, cancellationToken);
            LogSet();
            await EndAsync(context, instance, cancellationToken);
        }
        catch (SetAdminPasswdNotSupported)
        {
            LogNotSupported();
            await EndAsync(context, instance, cancellationToken);
            throw;
        }
        catch (UnexpectedTaskStateError)
        {
            // Interrupted by another, most likely a deletion: not retried.
            throw;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A new exception, so that nothing of the password can reach the caller; the real one is in the log.
            LogFailed(e);
            throw new InstancePasswordSetFailed(instance.Uuid, "error setting admin password");
        }
    }

    /// <summary>Changes no state: what a crash dump does is up to the guest.</summary>
    public async Task TriggerCrashDumpAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        services.Notifications.About(context, instance, NotifiedAction.TriggerCrashDump, NotificationPhase.Start);
        await services.Driver.TriggerCrashDumpAsync(instance.Uuid, cancellationToken);
        services.Notifications.About(context, instance, NotifiedAction.TriggerCrashDump, NotificationPhase.End);
    }

    public async Task QuiesceAsync(Instance instance, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        await services.Driver.QuiesceAsync(instance.Uuid, cancellationToken);
    }

    public async Task UnquiesceAsync(Instance instance, CancellationToken cancellationToken)
    {
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        await services.Driver.UnquiesceAsync(instance.Uuid, cancellationToken);
    }

    private async Task EndAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        instance.TaskState = null;
        await instance.SaveAsync(services.Conductor, context, [TaskState.UpdatingPassword], cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Admin password set")]
    private partial void LogSet();

    [LoggerMessage(Level = LogLevel.Information, Message = "set_admin_password is not supported by this driver or guest instance.")]
    private partial void LogNotSupported();

    [LoggerMessage(Level = LogLevel.Error, Message = "set_admin_password failed")]
    private partial void LogFailed(Exception exception);
}
