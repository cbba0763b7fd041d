using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Events;
using NovaDockerNet.Compute.Metadata;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt.Undo;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>Brings an offloaded server back, to whichever host the scheduler chose. nova: compute/manager.py _unshelve_instance.</summary>
/// <remarks>
/// 1 accept   2 claim   3 bind the ports to this host   4 spawn from the snapshot   5 record ACTIVE   6 delete the snapshot   7 tell the schedulers.
/// Steps 2 to 4 undo themselves; the server then is offloaded as before. nova deletes the snapshot before it records: a crash in between would leave
/// a server in ERROR and nothing to unshelve it from. nova also saves the snapshot as image_ref for the time of the build, which nobody needs here.
/// </remarks>
sealed partial class UnshelveWorkflow(
    WorkflowServices services, ShelvedSnapshots snapshots, UndoLogs undoLogs, DeletionRequests deletions, ILogger<UnshelveWorkflow> logger)
{
    private readonly ConfigDrives _configDrives = new(services.Conductor, services.Network, services.Options);

    public async Task UnshelveAsync(UnshelveRequest request, CancellationToken cancellationToken)
    {
        var (context, instance) = (request.Context, request.Instance);
        using var deletion = deletions.Track(instance.Uuid);
        using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
        LogUnshelving();
        services.Notifications.About(context, instance, NotifiedAction.Unshelve, NotificationPhase.Start);
        var image = request.Image;
        try
        {
            // Step 1. The allocation is there already, so this too gives it back when it fails; nova leaves it then.
            instance.TaskState = TaskState.Spawning;
            await instance.SaveAsync(services.Conductor, context, cancellationToken);
            if (image is null)
                throw new NotSupported("Volumes are not supported for containers on this host.");
            if (request.WantsAccelerators)
                throw new NotSupported("Accelerators are not supported for containers on this host.");
            await undoLogs.RunAsync("unshelve", instance.Uuid, undo => SpawnAsync(request, image, undo, deletion.Token, cancellationToken));
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailedToSpawn(e);
            await GiveBackAsync(context, instance, cancellationToken);
            if (deletion.Token.IsCancellationRequested)
                throw new UnexpectedDeletingTaskStateError(instance.Uuid, TaskState.Spawning.Value, TaskState.Deleting.Value);
            throw;
        }

        // Step 5. nova: _update_instance_after_spawn.
        instance.PowerState = await services.States.GetPowerStateAsync(instance, cancellationToken);
        instance.VmState = VmState.Active;
        instance.TaskState = null;
        _configDrives.Note(instance);
        instance.LaunchedAt = services.Time.GetUtcNow();
        ShelvedKeys.Remove(instance);
        await instance.SaveAsync(services.Conductor, context, [TaskState.Spawning], cancellationToken);
        ComputeFaultPoints.UnshelveActive.Reached(instance.Uuid);
        // Step 6.
        await snapshots.DeleteAsync(context, (string)image["id"]!, cancellationToken);
        ComputeFaultPoints.UnshelveSnapshotDeleted.Reached(instance.Uuid);
        // Step 7.
        await services.Scheduler.UpdateInstanceInfoAsync(context, services.Conductor, [instance], cancellationToken);
        services.Notifications.About(context, instance, NotifiedAction.Unshelve, NotificationPhase.End);
    }

    private async Task SpawnAsync(
        UnshelveRequest request, JObject image, UndoLog undo, CancellationToken deleted, CancellationToken cancellationToken)
    {
        var (context, instance) = (request.Context, request.Instance);
        await SpawnRequests.LoadAsync(services, context, instance, cancellationToken);

        // Step 2.
        undo.EnterStep("claim");
        var node = request.Node ?? services.Tracker.ComputeNode?.HypervisorHostname
            ?? throw new ComputeResourcesUnavailable("no compute node record for this host yet");
        var allocations = await services.Placement.GetAllocationsForConsumerAsync(instance.Uuid, cancellationToken);
        var claim = await services.Tracker.InstanceClaimAsync(context, instance, node, allocations, request.Limits, cancellationToken);
        undo.OnFailure("abort the claim", claim.AbortAsync);
        ComputeFaultPoints.UnshelveClaimed.Reached(instance.Uuid);

        // Step 3.
        undo.EnterStep("networks");
        await services.Network.SetupInstanceNetworkOnHostAsync(context, instance, cancellationToken);
        await using var plugged = new VifPluggedWait(services.Events, instance.Uuid, services.Options, logger);
        var networkInfo = await services.Network.GetInstanceNetworkInfoAsync(context, instance, null, cancellationToken);

        // Step 4.
        undo.EnterStep("spawn");
        undo.OnFailure("destroy the guest", token =>
            services.Driver.DestroyAsync(instance.Uuid, networkInfo, destroyDisks: true, token), ordered: true);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deleted);
        var scrubbed = Scrubbed(instance);
        var spawn = SpawnRequests.Of(context, scrubbed, image, networkInfo, plugged) with
        {
            ConfigDrive = _configDrives.For(context, scrubbed, [], adminPassword: null, blockDevices: null),
        };
        await services.Driver.SpawnAsync(spawn, ended.Token);
        ComputeFaultPoints.UnshelveSpawned.Reached(instance.Uuid);
    }

    /// <summary>
    /// What a first boot puts into the disk is in the snapshot already. nova: _unshelve_instance_key_scrub, which takes it from the instance
    /// itself and so from the row, too, when the spawn fails.
    /// </summary>
    private static Instance Scrubbed(Instance instance)
    {
        var scrubbed = instance.Copy();
        scrubbed.KeyData = null;
        scrubbed.AutoDiskConfig = false;
        return scrubbed;
    }

    /// <summary>The scheduler's allocation for this host, which aborting the claim does not remove; host and node, saved by reverts_task_state.</summary>
    private async Task GiveBackAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        try
        {
            await services.Placement.DeleteAllocationForInstanceAsync(context, instance.Uuid, force: true, cancellationToken);
        }
        catch (Exception e)
        {
            // The failure to spawn is the one to report.
            LogAllocationLeft(e);
        }
        BuildWorkflow.NilOutHostAndNode(instance);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Unshelving")]
    private partial void LogUnshelving();

    [LoggerMessage(Level = LogLevel.Error, Message = "Instance failed to spawn")]
    private partial void LogFailedToSpawn(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The allocation of a failed unshelve could not be deleted; the resource update will find it")]
    private partial void LogAllocationLeft(Exception exception);
}
