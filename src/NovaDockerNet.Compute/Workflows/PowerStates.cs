using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>Compares all instances of this host with what runs. nova: _sync_power_states, _query_driver_power_state_and_sync.</summary>
/// <remarks>nova reads every instance again; here one list of each side is enough, and only those that disagree are looked at closely.</remarks>
sealed partial class PowerStates(
    IConductor conductor,
    IVirtDriver driver,
    InstanceLocks locks,
    Func<RequestContext, Instance, PowerState, CancellationToken, Task> sync,
    ComputeOptions options,
    ILogger<PowerStates> logger)
{
    public async Task RunAsync(RequestContext context, CancellationToken cancellationToken)
    {
        foreach (var instance in await DisagreeingAsync(context, cancellationToken))
        {
            if (instance.TaskState is { } task)
                LogPendingTask(instance.Uuid, task.Value);
            // Whoever is at work on it will save what it brings about; waiting would hold up all others.
            else if (!locks.IsBusy(instance.Uuid))
                await LookCloselyAsync(context, instance.Uuid, cancellationToken);
        }
    }

    /// <summary>Instances of which nova and the host may think differently; a task in progress is no agreement.</summary>
    public async Task<IReadOnlyList<Instance>> DisagreeingAsync(RequestContext context, CancellationToken cancellationToken)
    {
        var instances = await InstanceList.GetByHostAsync(conductor, context, options.Host, [], cancellationToken);
        var guests = (await driver.ListGuestsAsync(cancellationToken)).ToDictionary(g => g.InstanceUuid, g => g.PowerState, StringComparer.Ordinal);
        if (guests.Count != instances.Count)
            LogCounts(instances.Count, guests.Count);
        return [.. instances.Where(i => i.TaskState is not null || !Agree(i, guests.GetValueOrDefault(i.Uuid, PowerState.NoState)))];
    }

    private static bool Agree(Instance instance, PowerState actual)
    {
        if (instance.PowerState != actual)
            return false;
        var off = actual is PowerState.Shutdown or PowerState.Crashed;
        if (instance.VmState == VmState.Active)
            return actual == PowerState.Running;
        if (instance.VmState == VmState.Stopped)
            return off || actual == PowerState.NoState;
        if (instance.VmState == VmState.Paused)
            return !off;
        return instance.VmState != VmState.Deleted && instance.VmState != VmState.SoftDeleted;
    }

    /// <summary>Waits for what is at work on the instance, and brings both sides into line. A failure is logged.</summary>
    public async Task LookCloselyAsync(RequestContext context, string uuid, CancellationToken cancellationToken)
    {
        using var scope = logger.BeginScope(new Dictionary<string, object?> { ["instance_uuid"] = uuid });
        using var held = await locks.AcquireAsync(uuid, cancellationToken);
        try
        {
            // Both sides anew, under the lock: that is how stop and start write them.
            var actual = (await driver.GetGuestAsync(uuid, cancellationToken))?.PowerState ?? PowerState.NoState;
            var instance = await Instance.GetByUuidAsync(conductor, context, uuid, [], cancellationToken);
            await sync(context, instance, actual, cancellationToken);
        }
        catch (InstanceNotFound)
        {
            LogGone(uuid);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(e, uuid);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "While synchronizing instance power states, found {DbInstances} instances in the database and {Guests} instances on the hypervisor.")]
    private partial void LogCounts(int dbInstances, int guests);

    [LoggerMessage(Level = LogLevel.Information, Message = "[instance: {Uuid}] During sync_power_state the instance has a pending task ({Task}). Skip.")]
    private partial void LogPendingTask(string uuid, string task);

    [LoggerMessage(Level = LogLevel.Debug, Message = "[instance: {Uuid}] Deleted during the sync")]
    private partial void LogGone(string uuid);

    [LoggerMessage(Level = LogLevel.Error, Message = "[instance: {Uuid}] Periodic sync_power_state task had an error while processing an instance.")]
    private partial void LogFailed(Exception exception, string uuid);
}
