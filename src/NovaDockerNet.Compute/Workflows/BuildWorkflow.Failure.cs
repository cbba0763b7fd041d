using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>What happens after the steps have been undone. nova: the except arms of _do_build_and_run_instance.</summary>
sealed partial class BuildWorkflow
{
    private async Task<BuildOutcome> FailAsync(BuildRequest request, BuildProgress progress, Exception exception, CancellationToken deleted)
    {
        var networks = await progress.NetworksEndedAsync();
        var failure = BuildFailure.Classify(exception, progress.Stage, request.Instance.Uuid);
        if (progress.LeftSomething)
            failure = failure.WhenNotCleanedUp(request.Instance.Uuid);
        if (failure.Verdict == BuildVerdict.Deleted)
            LogDisappeared("during");
        else
            LogBuildFailed(exception, progress.Stage, failure.Verdict, failure.Reason);

        services.Notifications.About(request.Context, request.Instance, NotifiedAction.Create, NotificationPhase.Error, new ActionDetails
        {
            // nova: _build_resources raises another one in the stead of what went wrong with networks and block devices.
            Fault = progress.Stage is BuildStage.Networks or BuildStage.BlockDevices ? failure.Fault : exception,
            BlockDevices = request.BlockDeviceMapping,
        });
        await CleanupAllocatedNetworksAsync(request, networks, mark: failure.Verdict != BuildVerdict.Deleted);
        // Cleaning up takes a while: the next save would write over a task_state of deleting.
        if (failure.Verdict == BuildVerdict.Deleted || deleted.IsCancellationRequested)
            return BuildOutcome.Failed;
        switch (failure.Verdict)
        {
            case BuildVerdict.Reschedule or BuildVerdict.RescheduleByPolicy when request.FilterProperties["retry"] is JObject { Count: > 0 } retry:
                if (await TryRescheduleAsync(request, failure, retry))
                    return failure.Verdict == BuildVerdict.Reschedule ? BuildOutcome.Rescheduled : BuildOutcome.RescheduledByPolicy;
                await GoToErrorAsync(request, failure.Fault, failure.Reason);
                return BuildOutcome.Failed;
            case BuildVerdict.Reschedule or BuildVerdict.RescheduleByPolicy:
                LogNoRetry();
                await GoToErrorAsync(request, failure.Fault, failure.Reason);
                return failure.Verdict == BuildVerdict.Reschedule ? BuildOutcome.Failed : BuildOutcome.FailedByPolicy;
            default:
                await GoToErrorAsync(request, failure.Fault, null);
                return BuildOutcome.Failed;
        }
    }

    /// <summary>
    /// The server was built and its process has ended before [docker] start_grace was over: ERROR with the reason, unless an operation has
    /// begun meanwhile. Container and output stay, for the user to read; a reboot tries again.
    /// </summary>
    private async Task EndedAtOnceAsync(BuildRequest request, NovaException ended)
    {
        var instance = request.Instance;
        LogEndedAtOnce(ended.Message);
        try
        {
            instance.VmState = VmState.Error;
            instance.PowerState = PowerState.Shutdown;
            await instance.SaveAsync(services.Conductor, request.Context, [null], [VmState.Active], false, CancellationToken.None);
            await services.Faults.AddFromExceptionAsync(request.Context, instance, ended, null, CancellationToken.None);
        }
        catch (Exception e) when (e is InstanceNotFound or UnexpectedTaskStateError or InstanceUpdateConflict)
        {
            LogNotOurs(e.Message);
        }
    }

    /// <summary>False when nobody has been asked to go on: nova leaves such an instance in BUILD for ever.</summary>
    private async Task<bool> TryRescheduleAsync(BuildRequest request, BuildFailure failure, JObject retry)
    {
        try
        {
            await RescheduleAsync(request, failure, retry);
            return true;
        }
        catch (Exception e) when (e is not InstanceNotFound)
        {
            LogNotRescheduled(e);
            return false;
        }
    }

    private async Task RescheduleAsync(BuildRequest request, BuildFailure failure, JObject retry)
    {
        var (context, instance) = (request.Context, request.Instance);
        // The first for nova's log, the second for the fault when no host is left.
        retry["exc"] = new JArray(failure.Fault.ToString().Split('\n').Select(line => line + "\n"));
        retry["exc_reason"] = failure.Reason;
        NilOutHostAndNode(instance);
        instance.TaskState = TaskState.Scheduling;
        await instance.SaveAsync(services.Conductor, context, CancellationToken.None);
        // Before the cast: the alternate host's claim must find the consumer empty.
        await services.Placement.DeleteAllocationForInstanceAsync(context, instance.Uuid, force: true, CancellationToken.None);
        await computeTask.BuildInstancesAsync(context, request.ToBuildInstances(), CancellationToken.None);
    }

    private async Task GoToErrorAsync(BuildRequest request, Exception fault, string? faultMessage)
    {
        var (context, instance) = (request.Context, request.Instance);
        try
        {
            await services.Faults.AddFromExceptionAsync(context, instance, fault, faultMessage, CancellationToken.None);
        }
        catch (Exception e)
        {
            // The instance must get to ERROR even when why cannot be written down.
            LogFaultNotRecorded(e);
        }
        NilOutHostAndNode(instance);
        await services.States.SetErrorStateAsync(context, instance, cleanTaskState: true, CancellationToken.None);
    }

    // nova: _cleanup_allocated_networks.
    private async Task CleanupAllocatedNetworksAsync(BuildRequest request, NetworkInfo? networks, bool mark)
    {
        var (context, instance) = (request.Context, request.Instance);
        try
        {
            await services.Driver.UnplugVifsAsync(instance.Uuid, networks ?? NetworkInfoOf.Cached(instance), CancellationToken.None);
        }
        catch (Exception e)
        {
            // The build may never have got as far as plugging; and whatever Docker, OVSDB or the kernel say, the ports must go.
            LogUnplugFailed(e);
        }
        try
        {
            await services.Network.DeallocateForInstanceAsync(context, instance, request.RequestedNetworks, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogDeallocateFailed(e);
            return;
        }
        // The row of an instance that is being deleted is no longer ours to write.
        if (!mark || !instance.IsSet(Instance.Fields.SystemMetadata))
            return;
        instance.SystemMetadata = instance.SystemMetadata.SetItem("network_allocated", "False");
        try
        {
            await instance.SaveAsync(services.Conductor, context, CancellationToken.None);
        }
        catch (InstanceNotFound)
        {
            LogDisappeared("during");
        }
        catch (Exception e)
        {
            // Only a note for the next host, which looks at "True" alone.
            LogNotMarked(e);
        }
    }

    // nova: _nil_out_instance_obj_host_and_node; the caller saves.
    internal static void NilOutHostAndNode(Instance instance)
    {
        instance.Host = null;
        instance.Node = null;
        instance.LaunchedOn = null;
        instance.AvailabilityZone = null;
        if (instance.IsSet(Instance.Fields.ComputeId))
            instance.ComputeId = null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to build and run instance (stage {Stage}, verdict {Verdict}): {Reason}")]
    private partial void LogBuildFailed(Exception exception, BuildStage stage, BuildVerdict verdict, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Retry info not present, will not reschedule")]
    private partial void LogNoRetry();

    [LoggerMessage(Level = LogLevel.Error, Message = "The build could not be handed to another host, setting instance to ERROR")]
    private partial void LogNotRescheduled(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cleaning up VIFs failed for instance")]
    private partial void LogUnplugFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "system_metadata network_allocated could not be saved")]
    private partial void LogNotMarked(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to deallocate networks")]
    private partial void LogDeallocateFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server was built, and ended before [docker] start_grace was over: {Reason}")]
    private partial void LogEndedAtOnce(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The fault of the failed build could not be recorded")]
    private partial void LogFaultNotRecorded(Exception exception);
}
