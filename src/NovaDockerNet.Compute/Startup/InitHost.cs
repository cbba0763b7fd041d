using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Compute.Intents;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Volumes;
using NovaDockerNet.Virt.Guests;

namespace NovaDockerNet.Compute.Startup;

/// <summary>Brings host and nova together before the service takes requests. nova: compute/manager.py init_host.</summary>
/// <remarks>
/// 1 the driver checks the host   2 read what was in flight and what should be here, which the CPU sets must suit   3 remove guests that were evacuated
/// 4 finish or reset each instance (_init_instance), on the CPUs it should have   5 builds that were interrupted before their claim   6 tell the schedulers
/// 7 when requests are taken, those whose own was lost.
/// An interrupted build whose request is on record is built again once events can be received; nova sets it to ERROR.
/// </remarks>
sealed partial class InitHost(
    WorkflowServices services, Lazy<ComputeEndpoint> endpoint, TerminateWorkflow terminate, ShelveWorkflow shelve, InterruptedBuilds builds,
    InterruptedInterfaces interfaces, InterruptedResizes resizes, InterruptedImages images, WaitingRequests waiting, ILogger<InitHost> logger)
{
    /// <summary>Instances that are looked at side by side: enough that one which has to be deleted or started again does not hold up hundreds.</summary>
    private const int AtOnce = 8;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(30);

    private ILookup<string, Intent> _interruptedReboots = Array.Empty<Intent>().ToLookup(i => i.InstanceUuid);

    private static readonly string[] ExpectedAttributes = ["info_cache", "metadata", "numa_topology", "system_metadata", "flavor"];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Step 1.
        await services.Driver.InitHostAsync(cancellationToken);

        // Step 2. What is undone by its record alone comes first, so that it is read as it is then.
        var context = RequestContext.Admin(time: services.Time);
        var intents = services.Intents.ReadAll();
        var left = await images.UndoAsync(context, intents, cancellationToken);
        var instances = await InstanceList.GetByHostAsync(
            services.Conductor, context, services.Options.Host, ExpectedAttributes, cancellationToken);
        PinningCheck.Run(instances, services.Options.Cpus);
        var nodes = await ComputeNodesAsync(context, cancellationToken);
        _interruptedReboots = intents.Where(i => i.Intent.Operation == "reboot_instance").ToLookup(i => i.Intent.InstanceUuid, i => i.Intent);
        foreach (var recorded in intents.Where(i => i.Intent.Operation == BuildWorkflow.Method))
            builds.Add(recorded);

        try
        {
            // Step 3.
            var evacuated = await DestroyEvacuatedInstancesAsync(context, nodes, cancellationToken);

            // Step 4.
            var guests = await GuestsAsync(cancellationToken);
            await Parallel.ForEachAsync(
                instances.Where(i => !evacuated.Contains(i.Uuid)), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (instance, token) =>
                {
                    if (WaitingRequests.Includes(instance, intents))
                    {
                        await PrepareForRequestAsync(context, instance, token);
                        waiting.Add(instance);
                        return;
                    }
                    await resizes.RecoverAsync(context, intents, instance, token);
                    var known = IsAtRest(instance, intents) && guests.GetValueOrDefault(instance.Uuid) is { IsRescue: false } guest ? guest : null;
                    await EnsureProcessorsAsync(context, instance, known, token);
                    await InitOneAsync(context, instance, known, token);
                });
            left = [.. left, .. await FinishDeletionsWithoutHostAsync(context, intents, [.. instances.Select(i => i.Uuid)], cancellationToken)];
            await interfaces.RecoverAsync(context, intents, [.. instances.Where(i => !evacuated.Contains(i.Uuid))], cancellationToken);

            // Step 5.
            HashSet<string> handled = [.. instances.Select(i => i.Uuid), .. evacuated, .. builds.Uuids];
            await FindInterruptedBuildsAsync(context, handled, nodes, cancellationToken);
        }
        finally
        {
            // Step 6: only if there is something to send, this host might not be mapped to a cell yet.
            // Of what is still here: an interrupted offload has just been finished.
            List<Instance> here = [.. instances.Where(i => i.Host == services.Options.Host)];
            if (here.Count > 0)
                await services.Scheduler.UpdateInstanceInfoAsync(context, services.Conductor, here, cancellationToken);
        }

        // What their task_state says has been dealt with above.
        foreach (var recorded in intents.Where(i => i.Intent.Operation != BuildWorkflow.Method && !left.Contains(i)))
            recorded.Remove();
    }

    /// <summary>Step 7. What came while the service was away is done or under way now; of the rest, the requests are lost.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await waiting.TakenAsync(cancellationToken);
                var context = RequestContext.Admin(time: services.Time);
                await foreach (var instance in waiting.ForgottenAsync(context, ExpectedAttributes, cancellationToken))
                {
                    if (instance.Host is null)
                        await FailLostBuildAsync(context, instance, cancellationToken);
                    else
                        await InitOneAsync(context, instance, known: null, cancellationToken);
                }
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogNotFinished(e, RetryDelay.TotalSeconds);
            }
            await Task.Delay(RetryDelay, services.Time, cancellationToken);
        }
    }

    /// <summary>All at once: Docker looks through all containers for each guest that it is asked for. None when it cannot say, then each is asked for.</summary>
    private async Task<IReadOnlyDictionary<string, GuestInfo>> GuestsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await services.Driver.ListGuestsAsync(cancellationToken)).ToDictionary(guest => guest.InstanceUuid);
        }
        catch (HypervisorUnavailable e)
        {
            LogNotListed(e.Message);
            return new Dictionary<string, GuestInfo>();
        }
    }

    /// <summary>Nothing was or is asked of it, so that its guest is as all have just been listed.</summary>
    private static bool IsAtRest(Instance instance, IReadOnlyList<RecordedIntent> intents) =>
        instance.TaskState is null && intents.All(each => each.Intent.InstanceUuid != instance.Uuid);

    // nova: _get_nodes.
    private async Task<IReadOnlyList<ComputeNode>> ComputeNodesAsync(RequestContext context, CancellationToken cancellationToken)
    {
        try
        {
            return [.. await ComputeNodeList.GetAllByHostAsync(services.Conductor, context, services.Options.Host, cancellationToken)];
        }
        catch (ComputeHostNotFound)
        {
            LogNoComputeNode(services.Options.Host);
            return [];
        }
    }

    /// <summary>
    /// The CPU sets may be others since the last start. A virtual machine has those of its last start; a container is moved as it is. One with a task is
    /// left to that: in the middle of a resize it has the CPUs of its other size.
    /// </summary>
    private async Task EnsureProcessorsAsync(RequestContext context, Instance instance, GuestInfo? known, CancellationToken cancellationToken)
    {
        if (instance.TaskState is not null)
            return;
        using var scope = OperationScope.Begin(logger, context, instance.Uuid);
        try
        {
            await services.Driver.EnsureProcessorsAsync(instance, known, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogNotMoved(e);
        }
    }

    /// <summary>One instance that cannot be brought into order must not keep the service from starting.</summary>
    private async Task InitOneAsync(RequestContext context, Instance instance, GuestInfo? known, CancellationToken cancellationToken)
    {
        using var scope = OperationScope.Begin(logger, context, instance.Uuid);
        try
        {
            await InitInstanceAsync(context, instance, known, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogInitFailed(e);
        }
    }

    // nova: _destroy_evacuated_instances.
    private async Task<IReadOnlySet<string>> DestroyEvacuatedInstancesAsync(RequestContext context, IReadOnlyList<ComputeNode> nodes, CancellationToken cancellationToken)
    {
        var migrations = await MigrationList.GetByFiltersAsync(services.Conductor, context.WithReadDeleted("yes"), new JObject
        {
            ["source_compute"] = services.Options.Host,
            // "accepted" and "pre-migrating": the rebuild has begun elsewhere; "done": it has ended.
            ["status"] = new JArray("accepted", "pre-migrating", "done"),
            ["migration_type"] = "evacuation",
        }, cancellationToken);
        var evacuated = migrations.Where(m => m.InstanceUuid is not null).ToLookup(m => m.InstanceUuid!);
        if (evacuated.Count == 0)
            return new HashSet<string>();
        var here = (await services.Driver.ListGuestsAsync(cancellationToken)).Select(g => g.InstanceUuid).ToHashSet();
        foreach (var group in evacuated)
        {
            try
            {
                await DestroyEvacuatedAsync(context, group, here.Contains(group.Key), nodes, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // Its migration stays "done", so the next start tries again.
                LogEvacuatedLeft(e, group.Key);
            }
        }
        return evacuated.Select(g => g.Key).ToHashSet();
    }

    private async Task DestroyEvacuatedAsync(
        RequestContext context, IGrouping<string, Migration> evacuated, bool isHere, IReadOnlyList<ComputeNode> nodes, CancellationToken cancellationToken)
    {
        if (isHere)
        {
            LogDestroyingEvacuated(evacuated.Key);
            await services.Driver.DestroyAsync(evacuated.Key, null, destroyDisks: true, cancellationToken);
        }
        foreach (var node in nodes)
            await services.Placement.RemoveProviderFromAllocationAsync(context, evacuated.Key, node.Uuid, cancellationToken);
        foreach (var migration in evacuated.Where(m => m.Status == "done"))
        {
            migration.Status = "completed";
            await migration.SaveAsync(services.Conductor, context, cancellationToken);
        }
    }

    // nova: _error_out_instances_whose_build_was_interrupted, which takes a request that still waits for one that is lost.
    private async Task FindInterruptedBuildsAsync(
        RequestContext context, HashSet<string> handled, IReadOnlyList<ComputeNode> nodes, CancellationToken cancellationToken)
    {
        foreach (var node in nodes)
        {
            IReadOnlySet<string> consumers;
            try
            {
                consumers = await services.Placement.GetConsumersOfProviderAsync(node.Uuid, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogNoAllocations(e, node.Uuid);
                continue;
            }
            var unknown = consumers.Where(uuid => !handled.Contains(uuid)).ToList();
            if (unknown.Count == 0)
                continue;
            var instances = await InstanceList.GetByFiltersAsync(
                services.Conductor, context, new JObject { ["vm_state"] = VmState.Building.Value, ["uuid"] = new JArray(unknown) }, [], cancellationToken);
            foreach (var instance in instances.Where(i => i.Host is null))
                waiting.Add(instance);
        }
    }

    private async Task FailLostBuildAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        LogInterruptedBeforeClaim(instance.Uuid);
        try
        {
            await FailInterruptedAsync(context, instance, "build", cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogInitFailed(e);
        }
    }

    /// <summary>To ERROR, with a fault that says why: nova records none.</summary>
    private async Task FailInterruptedAsync(RequestContext context, Instance instance, string operation, CancellationToken cancellationToken)
    {
        var reason = new InstanceDeployFailure($"the {operation} was interrupted by the end of the compute service on {services.Options.Host}, and its request is not on record");
        await services.Faults.AddFromExceptionAsync(context, instance, reason, null, cancellationToken);
        await services.States.SetErrorStateAsync(context, instance, cleanTaskState: true, cancellationToken);
    }

    /// <summary>An unshelving that a deletion interrupts gives its host up first, so that the instance is nobody's while it is deleted.</summary>
    /// <returns>Those for the next start to look at again.</returns>
    private async Task<IReadOnlyList<RecordedIntent>> FinishDeletionsWithoutHostAsync(
        RequestContext context, IReadOnlyList<RecordedIntent> intents, HashSet<string> handled, CancellationToken cancellationToken)
    {
        List<RecordedIntent> left = [];
        foreach (var recorded in intents.Where(i => i.Intent.Operation == TerminateWorkflow.Method && !handled.Contains(i.Intent.InstanceUuid)))
        {
            var uuid = recorded.Intent.InstanceUuid;
            // An interrupted build looks at that itself.
            if (builds.Contains(uuid))
                continue;
            using var scope = OperationScope.Begin(logger, context, uuid);
            try
            {
                var instance = await Instance.GetByUuidAsync(services.Conductor, context, uuid, ExpectedAttributes, cancellationToken);
                if (instance.Host is null && instance.TaskState == TaskState.Deleting)
                    await RunDeletionAgainAsync(context, instance, cancellationToken);
            }
            catch (InstanceNotFound)
            {
                LogGone();
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogInitFailed(e);
                left.Add(recorded);
            }
        }
        return left;
    }

    private async Task RunDeletionAgainAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        LogDeletionAgain();
        try
        {
            var bdms = await BlockDeviceMappingList.GetByInstanceUuidAsync(services.Conductor, context, instance.Uuid, cancellationToken);
            using var held = await services.Locks.AcquireAsync(instance.Uuid, cancellationToken);
            await terminate.DeleteInstanceAsync(context, instance, bdms, cancellationToken);
        }
        catch (InstanceNotFound)
        {
            LogGone();
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogDeletionFailed(e);
            await services.States.SetErrorStateAsync(context, instance, cleanTaskState: false, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The guests could not be listed; each is asked for: {Reason}")]
    private partial void LogNotListed(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The server could not be moved to the CPUs that it should have")]
    private partial void LogNotMoved(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Instances whose requests may have been lost could not be looked at; trying again in {Seconds} s")]
    private partial void LogNotFinished(Exception exception, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "No compute node record of host {Host} yet; the first resource report creates it")]
    private partial void LogNoComputeNode(string host);

    [LoggerMessage(Level = LogLevel.Error, Message = "The instance could not be initialized; the periodic tasks will look at it again")]
    private partial void LogInitFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Destroying instance {InstanceUuid} as it has been evacuated from this host")]
    private partial void LogDestroyingEvacuated(string instanceUuid);

    [LoggerMessage(Level = LogLevel.Error, Message = "What is left of the evacuated instance {InstanceUuid} could not be removed; the next start tries again")]
    private partial void LogEvacuatedLeft(Exception exception, string instanceUuid);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Could not retrieve compute node resource provider {ProviderUuid} and therefore unable to error out any instances stuck in BUILDING state")]
    private partial void LogNoAllocations(Exception exception, string providerUuid);

    [LoggerMessage(Level = LogLevel.Information, Message = "Spawn of {InstanceUuid} was interrupted before instance_claim, setting instance to ERROR state")]
    private partial void LogInterruptedBeforeClaim(string instanceUuid);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Service started deleting the instance during the previous run, but did not finish. Restarting the deletion now.")]
    private partial void LogDeletionAgain();

    [LoggerMessage(Level = LogLevel.Information, Message = "The instance to delete is gone already")]
    private partial void LogGone();

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to complete a deletion")]
    private partial void LogDeletionFailed(Exception exception);
}
