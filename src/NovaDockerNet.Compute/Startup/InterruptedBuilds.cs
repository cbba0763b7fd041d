using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Compute.Intents;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Objects.Volumes;

namespace NovaDockerNet.Compute.Startup;

/// <summary>
/// Builds that were accepted and not finished when the service last ended. RPC is not open while init_host runs, and a build needs Neutron's
/// events, so they are collected first and run afterwards.
/// </summary>
sealed partial class InterruptedBuilds(
    WorkflowServices services, BuildWorkflow build, TerminateWorkflow terminate, BackgroundOperations background, ILogger<InterruptedBuilds> logger)
{
    private readonly ConcurrentDictionary<string, RecordedIntent> _builds = [];

    /// <summary>As they are now.</summary>
    public IReadOnlyCollection<string> Uuids => [.. _builds.Keys];

    public bool Contains(string instanceUuid) => _builds.ContainsKey(instanceUuid);

    public void Add(RecordedIntent recorded) => _builds[recorded.Intent.InstanceUuid] = recorded;

    /// <summary>The instance has been dealt with otherwise.</summary>
    public void Drop(string instanceUuid)
    {
        if (_builds.TryRemove(instanceUuid, out var recorded))
            recorded.Remove();
    }

    public void Start()
    {
        foreach (var recorded in _builds.Values)
            background.Start($"interrupted build of instance {recorded.Intent.InstanceUuid}", () => ResumeAsync(recorded));
        _builds.Clear();
    }

    /// <summary>Takes back what the interrupted run left on the host and in Neutron, then builds again, if nova still wants it here.</summary>
    internal async Task ResumeAsync(RecordedIntent recorded)
    {
        var uuid = recorded.Intent.InstanceUuid;
        if (recorded.Intent.Context is not { } contextValues || recorded.Intent.Args is not { } args)
        {
            recorded.Remove();
            return;
        }
        var context = new RequestContext(contextValues);
        using var scope = OperationScope.Begin(logger, context, uuid);
        var operation = new Operation(BuildWorkflow.Method, context, new OperationArguments(BuildWorkflow.Method, args));
        Instance row;
        try
        {
            row = await Instance.GetByUuidAsync(
                services.Conductor, RequestContext.Admin(time: services.Time), uuid, ["info_cache", "system_metadata", "flavor"], CancellationToken.None);
        }
        catch (InstanceNotFound)
        {
            LogGone();
            await CleanUpAsync(operation, operation.Instance);
            recorded.Remove();
            return;
        }
        if (row.VmState != VmState.Building || (row.Host is not null && row.Host != services.Options.Host))
        {
            await LeaveAsync(row, recorded);
            return;
        }
        try
        {
            await CleanUpAsync(operation, row);
            if (row.TaskState == TaskState.Deleting)
            {
                // The build had given up its claim for the deletion, so init_host did not find it among this host's. Nobody else will end it.
                await DeleteAsync(context, row);
                recorded.Remove();
                return;
            }
            row.TaskState = null;
            await row.SaveAsync(services.Conductor, context, CancellationToken.None);
            // The request's own object has the fields the build needs; the row says what they are now.
            await operation.Instance.RefreshAsync(services.Conductor, context, CancellationToken.None);
            LogAgain();
            build.Start(operation, recorded);
        }
        catch (Exception e)
        {
            LogCannotResume(e);
            await services.Faults.AddFromExceptionAsync(context, row, e, null, CancellationToken.None);
            await services.States.SetErrorStateAsync(context, row, cleanTaskState: true, CancellationToken.None);
            recorded.Remove();
        }
    }

    private async Task DeleteAsync(RequestContext context, Instance row)
    {
        try
        {
            var bdms = await BlockDeviceMappingList.GetByInstanceUuidAsync(services.Conductor, context, row.Uuid, CancellationToken.None);
            using var held = await services.Locks.AcquireAsync(row.Uuid, CancellationToken.None);
            await terminate.DeleteInstanceAsync(context, row, bdms, CancellationToken.None);
        }
        catch (InstanceNotFound)
        {
            // Before it had a host nova-api deletes alone, and may just have done so.
            LogGone();
        }
    }

    private async Task LeaveAsync(Instance row, RecordedIntent recorded)
    {
        LogNotWanted(row.VmState?.Value, row.Host);
        // Active here: the last save was through. Anywhere else, what this host still has is a leftover.
        if (row.Host != services.Options.Host)
            await services.Driver.DestroyAsync(row.Uuid, NetworkInfoOf.Cached(row), destroyDisks: true, CancellationToken.None);
        recorded.Remove();
    }

    private async Task CleanUpAsync(Operation operation, Instance instance)
    {
        // With the request's networks, because the info cache may not know yet which ports the user had before.
        var requested = operation.Arguments.OptionalObject<NetworkRequestList>("requested_networks");
        using var held = await services.Locks.AcquireAsync(instance.Uuid, CancellationToken.None);
        await services.Driver.DestroyAsync(instance.Uuid, NetworkInfoOf.Cached(instance), destroyDisks: true, CancellationToken.None);
        await services.Network.DeallocateForInstanceAsync(operation.Context, instance, requested, CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The instance of an interrupted build is gone; removing what was left of it here")]
    private partial void LogGone();

    [LoggerMessage(Level = LogLevel.Information, Message = "The interrupted build is not to be finished here: vm_state {VmState}, host {Host}")]
    private partial void LogNotWanted(string? vmState, string? host);

    [LoggerMessage(Level = LogLevel.Information, Message = "Building the instance again, from its recorded request")]
    private partial void LogAgain();

    [LoggerMessage(Level = LogLevel.Error, Message = "The interrupted build cannot be run again, setting instance to ERROR")]
    private partial void LogCannotResume(Exception exception);
}
