using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Conductor;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Compute.Events;
using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Compute.Intents;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Compute.Metadata;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Compute.Telemetry;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Objects.Volumes;
using NovaDockerNet.Virt.Spawn;
using NovaDockerNet.Virt.Undo;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>
/// Builds an instance on this host. nova: compute/manager.py build_and_run_instance, _locked_do_build_and_run_instance,
/// _do_build_and_run_instance, _build_and_run_instance, _build_resources.
/// </summary>
/// <remarks>
/// 1 accept   2 note boot_roles, refuse what containers cannot have   3 claim, beside the making of ports   4 group policy
/// 5 networks, in the background   6 block device names   7 spawn: image beside networks, then the guest   8 record ACTIVE
/// 9 tell the schedulers.
/// Steps 3 and 7 undo themselves on failure, last first; then BuildFailure says whether another host tries, or the instance goes to ERROR.
/// </remarks>
sealed partial class BuildWorkflow(
    WorkflowServices services,
    OperationFilters filters,
    ComputeTaskClient computeTask,
    UndoLogs undoLogs,
    BuildSlots slots,
    DeletionRequests deletions,
    BackgroundOperations background,
    ILogger<BuildWorkflow> logger)
{
    public const string Method = "build_and_run_instance";

    private static readonly TimeSpan LongestNetworkRetry = TimeSpan.FromSeconds(30);

    private readonly BlockDeviceNaming _blockDevices = new(services.Conductor);
    private readonly ConfigDrives _configDrives = new(services.Conductor, services.Network, services.Options);
    private readonly GroupPolicy _groupPolicy = new(services.Conductor, services.Tracker, services.Options);

    /// <summary>Takes the build over from its request, which is free again at once. nova: build_and_run_instance, spawn_n.</summary>
    public void Start(Operation operation)
    {
        var intent = services.Intents.Record(
            Method, operation.Instance.Uuid, operation.Context.RequestId, operation.Context.ToDictionary(), operation.Arguments.Values);
        Start(operation, intent);
    }

    /// <summary>The same for a request recorded by an earlier run of the service.</summary>
    public void Start(Operation operation, RecordedIntent intent) =>
        background.Start($"build of instance {operation.Instance.Uuid}", () => RunAsync(operation, intent));

    /// <summary>nova: _locked_do_build_and_run_instance.</summary>
    internal async Task<BuildOutcome> RunAsync(Operation operation, RecordedIntent intent)
    {
        var request = new BuildRequest(operation);
        var uuid = request.Instance.Uuid;
        using var scope = OperationScope.Begin(logger, operation.Context, uuid);
        using var deletion = deletions.Track(uuid);
        using var held = await services.Locks.AcquireAsync(uuid, CancellationToken.None);
        var progress = new BuildProgress();
        BuildOutcome outcome;
        // With the instance locked, so that nothing else touches it while it waits in line.
        using (await slots.AcquireAsync(CancellationToken.None))
            outcome = await RunInSlotAsync(operation, request, progress, intent, deletion.Token);
        if (outcome == BuildOutcome.Active && progress.Living is { } living && await living is { } ended)
            await EndedAtOnceAsync(request, ended);
        return outcome;
    }

    private async Task<BuildOutcome> RunInSlotAsync(
        Operation operation, BuildRequest request, BuildProgress progress, RecordedIntent intent, CancellationToken deleted)
    {
        var outcome = BuildOutcome.Failed;
        try
        {
            var pipeline = OperationPipeline.Wrap(filters.Usual, async (_, cancellationToken) =>
            {
                outcome = await DoBuildAndRunInstanceAsync(request, progress, deleted, cancellationToken);
                return null;
            });
            var build = operation with { Method = "_do_build_and_run_instance" };
            await ComputeTelemetry.MeasureAsync(
                build.Method, operation.Context.RequestId, () => pipeline(build, CancellationToken.None), _ => ResultOf(outcome));
        }
        finally
        {
            await SettleAsync(request, outcome);
            intent.Remove();
        }
        return outcome;
    }

    private static string ResultOf(BuildOutcome outcome) => outcome switch
    {
        BuildOutcome.Active => "success",
        BuildOutcome.Rescheduled or BuildOutcome.RescheduledByPolicy => "rescheduled",
        _ => "error",
    };

    private async Task SettleAsync(BuildRequest request, BuildOutcome outcome)
    {
        if (outcome == BuildOutcome.Failed)
        {
            // instance.host is null by now, so nobody else would give the allocation back.
            try
            {
                await services.Placement.DeleteAllocationForInstanceAsync(request.Context, request.Instance.Uuid, force: true, CancellationToken.None);
            }
            catch (Exception e)
            {
                LogAllocationLeft(e);
            }
        }
        if (services.Options.ConsecutiveBuildServiceDisableThreshold == 0)
            return;
        var node = request.Node ?? services.Options.Host;
        switch (outcome)
        {
            case BuildOutcome.Failed or BuildOutcome.Rescheduled:
                services.Tracker.BuildFailed(node);
                break;
            case BuildOutcome.Active:
                services.Tracker.BuildSucceeded(node);
                break;
        }
    }

    private async Task<BuildOutcome> DoBuildAndRunInstanceAsync(
        BuildRequest request, BuildProgress progress, CancellationToken deleted, CancellationToken cancellationToken)
    {
        // Step 1: accept. nova: _do_build_and_run_instance.
        var instance = request.Instance;
        var outlook = LookAheadAsync(request, deleted);
        try
        {
            instance.VmState = VmState.Building;
            instance.TaskState = null;
            await instance.SaveAsync(services.Conductor, request.Context, [TaskState.Scheduling, null], cancellationToken);
        }
        catch (InstanceNotFound)
        {
            LogDisappeared("before");
            return BuildOutcome.Failed;
        }
        catch (UnexpectedTaskStateError e)
        {
            LogNotOurs(e.Message);
            return BuildOutcome.Failed;
        }
        ComputeFaultPoints.BuildAccepted.Reached(instance.Uuid);

        var started = services.Time.GetTimestamp();
        try
        {
            await BuildAndRunInstanceAsync(request, progress, outlook, deleted);
        }
        catch (Exception e)
        {
            return await FailAsync(request, progress, deleted.IsCancellationRequested ? Deleting(instance, e) : e, deleted);
        }
        LogBuilt(services.Time.GetElapsedTime(started).TotalSeconds);
        return BuildOutcome.Active;
    }

    private async Task BuildAndRunInstanceAsync(
        BuildRequest request, BuildProgress progress, Task<NetworkOutlook?> outlook, CancellationToken cancellationToken)
    {
        await undoLogs.RunAsync(
            "build", request.Instance.Uuid,
            undo => BuildStepsAsync(request, progress, outlook, undo, cancellationToken),
            (_, _) =>
            {
                progress.LeftSomething = true;
                return Task.CompletedTask;
            });

        // Step 9: the schedulers learn of it. A cast; the server is ACTIVE whether they do or not.
        try
        {
            await services.Scheduler.UpdateInstanceInfoAsync(request.Context, services.Conductor, [request.Instance], CancellationToken.None);
        }
        catch (Exception e)
        {
            LogSchedulersNotTold(e);
        }
        ComputeFaultPoints.BuildTold.Reached(request.Instance.Uuid);
        services.Notifications.About(request.Context, request.Instance, NotifiedAction.Create, NotificationPhase.End, new ActionDetails
        {
            Network = progress.NetworksSoFar,
            Usage = new JObject { ["message"] = "Success" },
            BlockDevices = request.BlockDeviceMapping,
        });
    }

    // nova: _build_and_run_instance with _build_resources inside.
    private async Task BuildStepsAsync(
        BuildRequest request, BuildProgress progress, Task<NetworkOutlook?> outlook, UndoLog undo, CancellationToken cancellationToken)
    {
        var (context, instance) = (request.Context, request.Instance);

        services.Notifications.About(context, instance, NotifiedAction.Create, NotificationPhase.Start, new ActionDetails
        {
            Usage = new JObject { ["image_name"] = (string?)request.Image["name"] },
            BlockDevices = request.BlockDeviceMapping,
        });

        // Step 2: keystone roles at boot time, for later reference; saved with the claim.
        undo.EnterStep("check");
        await instance.LoadAsync(services.Conductor, context, Instance.Fields.SystemMetadata, cancellationToken);
        instance.SystemMetadata = instance.SystemMetadata.SetItem("boot_roles", string.Join(",", context.Roles));
        CheckSupported(request);
        var files = request.DecodeFiles();
        // Neutron makes the ports while the claim is made, which is as slow; a claim that fails takes them back.
        await using var plugged = new VifPluggedWait(services.Events, instance.Uuid, services.Options, logger);
        var allocation = HasPorts(instance) ? null : AllocateNetworkAsync(request, progress, instance.Copy(), outlook, cancellationToken);
        progress.Networks = allocation;

        // Step 3: claim. nova: instance_claim.
        undo.EnterStep("claim");
        var node = request.Node ?? services.Tracker.ComputeNode?.HypervisorHostname
            ?? throw new ComputeResourcesUnavailable("no compute node record for this host yet");
        var allocations = await services.Placement.GetAllocationsForConsumerAsync(instance.Uuid, cancellationToken);
        var claim = await services.Tracker.InstanceClaimAsync(context, instance, node, allocations, request.Limits, cancellationToken);
        undo.OnFailure("abort the claim", claim.AbortAsync);
        ComputeFaultPoints.BuildClaimed.Reached(instance.Uuid);

        // Step 4: after the claim, because that is where the host is set. nova: _validate_instance_group_policy.
        await _groupPolicy.ValidateAsync(context, instance, request.GroupHint, cancellationToken);

        // Step 5: networks. nova: _build_networks_for_instance.
        undo.EnterStep("networks");
        progress.Stage = BuildStage.Networks;
        if (allocation is null)
        {
            await services.Network.SetupInstanceNetworkOnHostAsync(context, instance, cancellationToken);
            allocation = Task.FromResult(await services.Network.GetInstanceNetworkInfoAsync(context, instance, null, cancellationToken));
            progress.Networks = allocation;
        }
        else
        {
            instance.VmState = VmState.Building;
            instance.TaskState = TaskState.Networking;
            await SaveAsync(context, instance, [null], cancellationToken);
            ComputeFaultPoints.BuildNetworking.Reached(instance.Uuid);
            progress.OnThisHost.SetResult();
        }

        // Step 6: block devices. nova: _default_block_device_names, _prep_block_device.
        undo.EnterStep("block devices");
        progress.Stage = BuildStage.BlockDevices;
        if (request.BlockDeviceMapping is { } mappings)
            await _blockDevices.DefaultNamesAsync(context, instance, mappings, cancellationToken);
        ComputeFaultPoints.BuildDevicesNamed.Reached(instance.Uuid);
        instance.VmState = VmState.Building;
        instance.TaskState = TaskState.BlockDeviceMapping;
        await SaveAsync(context, instance, null, cancellationToken);
        ComputeFaultPoints.BuildBlockDevices.Reached(instance.Uuid);

        // Step 7: spawn. The driver loads the image while Neutron works.
        undo.EnterStep("spawn");
        progress.Stage = BuildStage.Spawn;
        instance.TaskState = TaskState.Spawning;
        await SaveAsync(context, instance, [TaskState.BlockDeviceMapping], cancellationToken);
        ComputeFaultPoints.BuildSpawning.Reached(instance.Uuid);
        Func<CancellationToken, Task<InstanceDeviceMetadata?>>? devices =
            DeviceTags.AreRequested(request.RequestedNetworks) ? token => TaggedDevicesAsync(context, instance.Uuid, allocation, token) : null;
        // Registered before the call: whatever spawn leaves, destroy finds by the instance's uuid.
        undo.OnFailure("destroy the guest", token =>
            services.Driver.DestroyAsync(instance.Uuid, progress.NetworksSoFar, destroyDisks: true, token), ordered: true);
        await services.Driver.SpawnAsync(
            new SpawnRequest
            {
                Context = context,
                Instance = instance,
                ImageMeta = request.Image,
                InjectedFiles = files,
                ConfigDrive = _configDrives.For(context, instance, files, request.AdminPassword, request.BlockDeviceMapping, devices, () => progress.SecurityGroups),
                NetworkInfo = progress.NetworksKnownAsync(),
                NetworkRecorded = allocation,
                ConfirmLater = true,
                ArmVifPlugged = plugged.Expect,
            }, cancellationToken);
        var networks = await allocation;
        if (devices is not null)
            instance.DeviceMetadata = await devices(cancellationToken);
        // Beside the last saves: whoever builds does not wait for a guest to have lived for a while.
        progress.Living = services.Driver.ConfirmStartAsync(instance.Uuid, cancellationToken);
        ComputeFaultPoints.BuildSpawned.Reached(instance.Uuid);

        // Step 8: commit. The guest runs; giving up here for a passing reason would destroy it. nova: _update_instance_after_spawn.
        undo.EnterStep("commit");
        progress.Stage = BuildStage.Commit;
        cancellationToken.ThrowIfCancellationRequested();
        instance.SystemMetadata = instance.SystemMetadata.Remove("network_allocated");
        SetAccessAddresses(instance, networks);
        instance.PowerState = await services.States.GetPowerStateAsync(instance, CancellationToken.None);
        instance.VmState = VmState.Active;
        instance.TaskState = null;
        _configDrives.Note(instance);
        instance.LaunchedAt = services.Time.GetUtcNow();
        await SaveAsync(context, instance, [TaskState.Spawning], CancellationToken.None);
        ComputeFaultPoints.BuildActive.Reached(instance.Uuid);
    }

    private async Task<InstanceDeviceMetadata?> TaggedDevicesAsync(
        RequestContext context, string instanceUuid, Task networks, CancellationToken cancellationToken)
    {
        // The ports' rows come after what the driver needs to plug them.
        await networks;
        return await DeviceTags.ReadAsync(services.Conductor, context, instanceUuid, cancellationToken);
    }

    /// <summary>A save that is refused must not be made up for by the next one: undoing saves too, and would write over a task_state of deleting.</summary>
    private async Task SaveAsync(
        RequestContext context, Instance instance, IReadOnlyCollection<TaskState?>? expected, CancellationToken cancellationToken)
    {
        try
        {
            await instance.SaveAsync(services.Conductor, context, expected, cancellationToken);
        }
        catch
        {
            instance.ResetChanges();
            throw;
        }
    }

    // nova: _check_device_tagging, _check_trusted_certs, and what this driver has no answer for.
    private static void CheckSupported(BuildRequest request)
    {
        var instance = request.Instance;
        if (request.BlockDeviceMapping?.Any(b => b.IsSet(BlockDeviceMapping.Fields.Tag) && b.Tag is not null) == true)
            throw new BuildAbortException(instance.Uuid, "Attempt to boot guest with tagged devices on host that does not support tagging.");
        if (instance.IsSet(Instance.Fields.TrustedCerts) && instance.TrustedCerts is not null)
            throw new BuildAbortException(
                instance.Uuid, "Trusted image certificates provided on host that does not support certificate validation.");
        if (request.WantsAccelerators)
            throw new BuildAbortException(instance.Uuid, "Failure getting accelerator requests.");
        if (request.BlockDeviceMapping?.Any(b => b.DestinationType == "volume") == true)
            throw new BuildAbortException(
                instance.Uuid, "Volumes are not supported for containers on this host; boot from an image without block device mappings.");
    }

    private async Task<NetworkOutlook?> LookAheadAsync(BuildRequest request, CancellationToken cancellationToken)
    {
        // Beside the first save; and what is wrong with the request is the failure of the build.
        await Task.Yield();
        return services.Network.LookAhead(request.Context, request.RequestedNetworks, cancellationToken);
    }

    /// <summary>Rescheduled here with its ports kept: they only need this host's binding. nova: _build_networks_for_instance.</summary>
    private static bool HasPorts(Instance instance) =>
        string.Equals(instance.SystemMetadata.GetValueOrDefault("network_allocated"), "True", StringComparison.OrdinalIgnoreCase);

    // nova: _allocate_network_async.
    private async Task<NetworkInfo> AllocateNetworkAsync(
        BuildRequest request, BuildProgress progress, Instance instance, Task<NetworkOutlook?> outlook, CancellationToken cancellationToken)
    {
        if (request.RequestedNetworks is { Count: 1 } requested && requested[0].NetworkId == "none")
        {
            LogNoNetworks();
            return new NetworkInfo();
        }
        await Task.Yield();
        var attempts = services.Options.NetworkAllocateRetries + 1;
        // An attempt that is followed by another one leaves ports behind that nobody should plug.
        var beside = new AllocationBeside
        {
            Outlook = await outlook,
            OnThisHost = progress.OnThisHost.Task,
            Made = ConfigDrives.IsRequired(instance, services.Options)
                ? ids => progress.SecurityGroups = services.Network.NameSecurityGroupsAsync(request.Context, ids, cancellationToken) : null,
            Bound = attempts == 1 ? info => progress.Bound.TrySetResult(info) : null,
        };
        var delay = TimeSpan.FromSeconds(1);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await services.Network.AllocateForInstanceAsync(
                    request.Context, instance, request.RequestedNetworks, request.SecurityGroups, beside, cancellationToken);
            }
            catch (Exception e) when (attempt < attempts && !cancellationToken.IsCancellationRequested && !progress.OnThisHost.Task.IsCanceled)
            {
                LogNetworkRetry(e, attempt, attempts);
                beside = beside with { Outlook = null };
            }
            await Task.Delay(delay, services.Time, cancellationToken);
            delay = delay * 2 < LongestNetworkRetry ? delay * 2 : LongestNetworkRetry;
        }
    }

    // [DEFAULT] default_access_ip_network_name.
    private void SetAccessAddresses(Instance instance, NetworkInfo networks)
    {
        if (services.Options.DefaultAccessIpNetworkName is not { Length: > 0 } label || instance.AccessIpV4 is not null || instance.AccessIpV6 is not null)
            return;
        foreach (var address in networks.FirstOrDefault(vif => vif.Network?.Label == label)?.FixedIps ?? [])
        {
            if (address.Version == 4)
                instance.AccessIpV4 ??= address.Address;
            else
                instance.AccessIpV6 ??= address.Address;
        }
    }

    private static UnexpectedDeletingTaskStateError Deleting(Instance instance, Exception cause) =>
        cause as UnexpectedDeletingTaskStateError
        ?? new UnexpectedDeletingTaskStateError(instance.Uuid, instance.TaskState?.Value ?? "None", TaskState.Deleting.Value);

    [LoggerMessage(Level = LogLevel.Information, Message = "Took {Seconds:0.00} seconds to build instance.")]
    private partial void LogBuilt(double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Instance disappeared {When} build.")]
    private partial void LogDisappeared(string when);

    [LoggerMessage(Level = LogLevel.Information, Message = "Build not begun: {Reason}")]
    private partial void LogNotOurs(string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Not allocating networking since 'none' was specified.")]
    private partial void LogNoNetworks();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance failed network setup (attempt {Attempt} of {Attempts})")]
    private partial void LogNetworkRetry(Exception exception, int attempt, int attempts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The schedulers could not be told of the new instance; the periodic sync will")]
    private partial void LogSchedulersNotTold(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The allocation of a failed build could not be deleted; the resource update will find it")]
    private partial void LogAllocationLeft(Exception exception);
}
