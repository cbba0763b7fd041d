using Microsoft.Extensions.Logging;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.OpenStack;

namespace NovaDockerNet.Compute.Resources;

/// <summary>Deletes what instances that no longer exist still hold of our provider. nova: _remove_deleted_instances_allocations.</summary>
sealed partial class DeletedInstanceAllocations(IConductor conductor, IPlacementReporter placement, ILogger logger)
{
    public async Task RemoveAsync(
        RequestContext context,
        ComputeNode node,
        IReadOnlySet<string> tracked,
        IEnumerable<Migration> migrations,
        IEnumerable<Instance> instances,
        CancellationToken cancellationToken)
    {
        IReadOnlySet<string> consumers;
        try
        {
            consumers = await placement.GetConsumersOfProviderAsync(node.Uuid, cancellationToken);
        }
        catch (Exception e) when (e is OpenStackException or NovaException)
        {
            LogSkipped(e.Message);
            return;
        }

        var active = migrations.Select(m => m.GetOrDefault(Migration.Fields.Uuid)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var known = instances.ToDictionary(i => i.Uuid, StringComparer.Ordinal);
        foreach (var consumer in consumers.Where(c => !tracked.Contains(c) && !active.Contains(c)))
        {
            var instance = known.GetValueOrDefault(consumer) ?? await FindAsync(context, consumer, cancellationToken);
            if (instance is not null)
                await LookAtAsync(context, node, instance, cancellationToken);
        }
    }

    private async Task<Instance?> FindAsync(RequestContext context, string uuid, CancellationToken cancellationToken)
    {
        try
        {
            return await Instance.GetByUuidAsync(conductor, context.Elevated("yes"), uuid, [], cancellationToken);
        }
        catch (InstanceNotFound)
        {
            // The scheduler may just have made it, before the row exists in the cell: far likelier than a row long archived.
            LogNotInDatabase(uuid);
            return null;
        }
    }

    private async Task LookAtAsync(RequestContext context, ComputeNode node, Instance instance, CancellationToken cancellationToken)
    {
        // A hidden one is the other half of a move between cells.
        if (instance.Deleted && !instance.GetOrDefault(Instance.Fields.Hidden))
        {
            LogRemoving(instance.Uuid);
            try
            {
                // Not by force: after a conflict the next run tries again.
                await placement.DeleteAllocationForInstanceAsync(context, instance.Uuid, force: false, cancellationToken);
            }
            catch (AllocationDeleteFailed e)
            {
                LogSkipped(e.Message);
            }

            return;
        }

        if (instance.Host is null)
            LogNotStarted(instance.Uuid);
        else if (instance.Host != node.Host)
            LogMoved(instance.Uuid, instance.Host, instance.Node);
        else if (instance.TaskState is { } task)
            LogInTask(instance.Uuid, task.Value);
        else
            LogNotManaged(instance.Uuid);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Skipping removal of allocations for deleted instances: {Reason}")]
    private partial void LogSkipped(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Instance {Uuid} has allocations against this compute host but is not found in the database.")]
    private partial void LogNotInDatabase(string uuid);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Instance {Uuid} has been deleted (perhaps locally). Deleting allocations that remained for it against this host.")]
    private partial void LogRemoving(string uuid);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Instance {Uuid} has been scheduled to this host and has yet to start. Skipping heal of its allocation.")]
    private partial void LogNotStarted(string uuid);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Instance {Uuid} with task_state \"{Task}\" is not being actively managed but has allocations here. Skipping heal of its allocation.")]
    private partial void LogInTask(string uuid, string task);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Instance {Uuid} is not being actively managed by this compute host but has allocations referencing it. Skipping heal of allocation because we do not know what to do.")]
    private partial void LogNotManaged(string uuid);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Instance {Uuid} has been moved to another host {Host}({Node}). There are allocations remaining against this host that might need to be removed.")]
    private partial void LogMoved(string uuid, string host, string? node);
}
