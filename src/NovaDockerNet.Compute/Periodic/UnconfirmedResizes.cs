using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Conductor;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Periodic;

/// <summary>Confirms resizes nobody has confirmed or reverted within resize_confirm_window. nova: compute/manager.py _poll_unconfirmed_resizes.</summary>
sealed partial class UnconfirmedResizes(
    IConductor conductor, ComputeClient compute, ComputeOptions options, PeriodicOptions periodic, ILogger<UnconfirmedResizes> logger)
{
    /// <summary>nova: instance_actions.CONFIRM_RESIZE.</summary>
    private const string ConfirmAction = "confirmResize";

    public async Task RunAsync(RequestContext context, CancellationToken cancellationToken)
    {
        var migrations = await MigrationList.GetUnconfirmedByDestComputeAsync(
            conductor, context, periodic.ResizeConfirmWindow, options.Host, cancellationToken);
        if (migrations.Count > 0)
            LogFound(migrations.Count, periodic.ResizeConfirmWindow.TotalSeconds);
        foreach (var migration in migrations)
        {
            try
            {
                await ConfirmAsync(context, migration, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogRetry(e, migration.Id);
            }
        }
    }

    private async Task ConfirmAsync(RequestContext context, Migration migration, CancellationToken cancellationToken)
    {
        var uuid = migration.InstanceUuid ?? "";
        LogConfirming(migration.Id, uuid);
        Instance instance;
        try
        {
            instance = await Instance.GetByUuidAsync(conductor, context, uuid, ["metadata", "system_metadata"], cancellationToken);
        }
        catch (InstanceNotFound)
        {
            await SetErrorAsync(context, migration, $"Instance {uuid} not found", cancellationToken);
            return;
        }
        if (instance.VmState == VmState.Error)
        {
            await SetErrorAsync(context, migration, "In ERROR state", cancellationToken);
            return;
        }
        // A deletion confirms by itself; the other is between its migration's save and its own.
        if (instance.TaskState == TaskState.Deleting || instance.TaskState == TaskState.SoftDeleting || instance.TaskState == TaskState.ResizeFinish)
            return;
        if (instance.VmState != VmState.Resized || instance.TaskState is not null)
        {
            await SetErrorAsync(
                context, migration, $"In states {instance.VmState?.Value}/{instance.TaskState?.Value ?? "None"}, not RESIZED/None", cancellationToken);
            return;
        }
        // nova: compute/api.py confirm_resize.
        migration.Status = "confirming";
        await migration.SaveAsync(conductor, context, cancellationToken);
        await InstanceAction.ActionStartAsync(conductor, context, uuid, ConfirmAction, cancellationToken);
        await compute.ConfirmResizeAsync(context, instance, migration, cancellationToken);
    }

    private async Task SetErrorAsync(RequestContext context, Migration migration, string reason, CancellationToken cancellationToken)
    {
        LogToError(migration.Id, reason);
        migration.Status = "error";
        await migration.SaveAsync(conductor, context, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Found {Count} unconfirmed migrations older than {Seconds} seconds")]
    private partial void LogFound(int count, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Automatically confirming migration {Id} for instance {Uuid}")]
    private partial void LogConfirming(long id, string uuid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Setting migration {Id} to error: {Reason}")]
    private partial void LogToError(long id, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Error auto-confirming resize of migration {Id}. Will retry later.")]
    private partial void LogRetry(Exception exception, long id);
}
