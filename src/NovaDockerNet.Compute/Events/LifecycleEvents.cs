using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt;
using NovaDockerNet.Virt.Guests;

namespace NovaDockerNet.Compute.Events;

/// <summary>
/// Follows the guests, so that one that ends by itself shows as SHUTOFF within seconds. nova: init_virt_events, handle_events,
/// handle_lifecycle_event.
/// </summary>
sealed partial class LifecycleEvents(
    IConductor conductor,
    IVirtDriver driver,
    InstanceLocks locks,
    PowerStateSync sync,
    PowerStates powerStates,
    BackgroundOperations background,
    ComputeOptions options,
    TimeProvider time,
    ILogger<LifecycleEvents> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    /// <summary>Watches until cancelled; outlives a Docker that is away.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!options.HandleVirtLifecycleEvents)
        {
            LogDisabled();
            return;
        }
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var item in driver.WatchAsync(() => Compare(cancellationToken), cancellationToken))
                    Accept(item, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogWatchBroke(e, RetryDelay.TotalSeconds);
            }
            try
            {
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>What happened before the events began was missed. One list of each side: at the start of a host with hundreds of servers nearly all agree.</summary>
    private void Compare(CancellationToken cancellationToken)
    {
        if (!background.IsClosed)
            background.Start("comparison of power states", () => CompareAsync(cancellationToken));
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(options.LifecycleEventDelay, time, cancellationToken);
        var context = RequestContext.Admin(time: time);
        foreach (var instance in await powerStates.DisagreeingAsync(context, cancellationToken))
        {
            if (background.IsClosed)
                return;
            background.Start($"power state of instance {instance.Uuid}", () => powerStates.LookCloselyAsync(context, instance.Uuid, cancellationToken));
        }
    }

    private void Accept(GuestLifecycleEvent item, CancellationToken cancellationToken)
    {
        if (PowerStateAfter(item.Kind) is not { } powerState)
        {
            if (item.Kind == GuestEventKind.OutOfMemory)
                LogOutOfMemory(item.InstanceUuid);
            return;
        }
        if (background.IsClosed)
            return;
        // The operation at work on the instance saves the state it brings about; only an unforeseen end is looked at once more behind it.
        if (locks.IsBusy(item.InstanceUuid) && powerState != PowerState.Shutdown)
            return;
        background.Start($"lifecycle event of instance {item.InstanceUuid}", () => HandleAsync(item, powerState, cancellationToken));
    }

    /// <summary>nova: handle_lifecycle_event.</summary>
    internal async Task HandleAsync(GuestLifecycleEvent item, PowerState powerState, CancellationToken cancellationToken)
    {
        using var scope = logger.BeginScope(new Dictionary<string, object?> { ["instance_uuid"] = item.InstanceUuid });
        // nova delays "stopped" by 15 s in the libvirt driver, for reboots behind its back; a container is back sooner.
        if (powerState == PowerState.Shutdown)
            await Task.Delay(options.LifecycleEventDelay, time, cancellationToken);
        using var held = await locks.AcquireAsync(item.InstanceUuid, cancellationToken);

        // The event may be delayed and no longer true; the guest is asked before the conductor.
        var current = (await driver.GetGuestAsync(item.InstanceUuid, cancellationToken))?.PowerState ?? PowerState.NoState;
        if (current != powerState)
            return;
        if (item.ExitCode is { } exitCode)
            LogEnded(item.Kind, exitCode);
        else
            LogLifecycle(item.Kind);
        var context = RequestContext.Admin("yes", time);
        try
        {
            var instance = await Instance.GetByUuidAsync(conductor, context, item.InstanceUuid, [], cancellationToken);
            await sync.SyncAsync(context, instance, current, cancellationToken);
        }
        catch (InstanceNotFound)
        {
            LogNoInstance();
        }
    }

    private static PowerState? PowerStateAfter(GuestEventKind kind) => kind switch
    {
        GuestEventKind.Started or GuestEventKind.Resumed => PowerState.Running,
        GuestEventKind.Stopped => PowerState.Shutdown,
        GuestEventKind.Paused => PowerState.Paused,
        GuestEventKind.Removed => PowerState.NoState,
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "VM {State} (Lifecycle Event)")]
    private partial void LogLifecycle(GuestEventKind state);

    [LoggerMessage(Level = LogLevel.Information, Message = "VM {State} (Lifecycle Event), exit code {ExitCode}")]
    private partial void LogEnded(GuestEventKind state, int exitCode);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A process of instance {InstanceUuid} was killed for lack of memory; its flavor's RAM is its limit")]
    private partial void LogOutOfMemory(string instanceUuid);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The event is of an instance nova does not know; it was probably deleted")]
    private partial void LogNoInstance();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watching the guests broke off; trying again in {Seconds} s")]
    private partial void LogWatchBroke(Exception exception, double seconds);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Instance lifecycle events from the compute driver have been disabled; only the _sync_power_states periodic task follows the guests")]
    private partial void LogDisabled();
}
