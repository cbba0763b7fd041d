using Microsoft.Extensions.Logging;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Resources;

public sealed partial class ResourceTracker
{
    /// <summary>nova: resize_claim, _move_claim.</summary>
    public async Task<IResourceClaim> ResizeClaimAsync(
        RequestContext context, Instance instance, Flavor flavor, string node, Migration migration, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            var computeNode = NodeNamed(node);
            if (flavor.ExtraSpecs.ContainsKey("pci_passthrough:alias"))
                throw new ComputeResourcesUnavailable("Claim pci failed");

            // nova: _claim_existing_migration.
            migration.DestCompute = options.Host;
            migration.DestNode = computeNode.HypervisorHostname;
            migration.DestHost = options.MyIp;
            if (migration.Supports(Migration.Fields.DestComputeId))
                migration.DestComputeId = computeNode.Id;
            migration.Status = "pre-migrating";
            await migration.SaveAsync(conductor, context.Elevated(), cancellationToken);

            await instance.LoadAsync(conductor, context, Instance.Fields.PciRequests, cancellationToken);
            await instance.LoadAsync(conductor, context, Instance.Fields.OldFlavor, cancellationToken);
            instance.MigrationContext = ContextOf(instance, migration);
            await instance.SaveAsync(conductor, context, cancellationToken);

            await UpdateUsageFromMigrationAsync(context, computeNode, migration, instance, cancellationToken);
            await SaveNodeAsync(context.Elevated(), computeNode, cancellationToken);
            LogResizeClaimed(node);
            return new MoveClaim(this, context, instance, flavor);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>nova: drop_move_claim_at_source, after a confirmation.</summary>
    public async Task DropMoveClaimAtSourceAsync(RequestContext context, Instance instance, Migration migration, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            migration.Status = "confirmed";
            await migration.SaveAsync(conductor, context.Elevated(), cancellationToken);
            await instance.LoadAsync(conductor, context, Instance.Fields.OldFlavor, cancellationToken);
            await DropMoveAsync(context, instance, instance.OldFlavor, cancellationToken);
            await instance.DropMigrationContextAsync(conductor, context, cancellationToken);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>nova: drop_move_claim_at_dest, before a reversal goes on at the source.</summary>
    public async Task DropMoveClaimAtDestAsync(RequestContext context, Instance instance, Migration migration, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            migration.Status = "reverted";
            await migration.SaveAsync(conductor, context.Elevated(), cancellationToken);
            await instance.LoadAsync(conductor, context, Instance.Fields.NewFlavor, cancellationToken);
            await DropMoveAsync(context, instance, instance.NewFlavor, cancellationToken);
            await instance.SaveAsync(conductor, context, [TaskState.ResizeReverting], cancellationToken);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>nova: drop_move_claim, of a claim whose resize did not begin.</summary>
    internal async Task AbortMoveAsync(RequestContext context, Instance instance, Flavor flavor, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            await DropMoveAsync(context, instance, flavor, cancellationToken);
            LogAborted();
        }
        finally
        {
            _lock.Release();
        }
    }

    // nova: _drop_move_claim.
    private async Task DropMoveAsync(RequestContext context, Instance instance, Flavor? flavor, CancellationToken cancellationToken)
    {
        if (flavor is null || ComputeNode is not { } node)
            return;
        AddUsage(node, flavor, await IsVolumeBackedAsync(context, instance, cancellationToken), -1);
        await SaveNodeAsync(context.Elevated(), node, cancellationToken);
    }

    /// <summary>Without NUMA and PCI devices both sides are the same.</summary>
    private MigrationContext ContextOf(Instance instance, Migration migration)
    {
        var made = conductor.Profile.Create<MigrationContext>();
        made.InstanceUuid = instance.Uuid;
        made.MigrationId = migration.Id;
        made.OldNumaTopology = null;
        made.NewNumaTopology = null;
        made.OldPciDevices = null;
        made.NewPciDevices = null;
        made.OldPciRequests = null;
        made.NewPciRequests = null;
        made.OldResources = null;
        made.NewResources = null;
        return made;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Claim of a resize successful on node {Node}")]
    private partial void LogResizeClaimed(string node);

    private sealed class MoveClaim(ResourceTracker tracker, RequestContext context, Instance instance, Flavor flavor) : IResourceClaim
    {
        private bool _aborted;

        public async Task AbortAsync(CancellationToken cancellationToken)
        {
            if (_aborted)
                return;
            await tracker.AbortMoveAsync(context, instance, flavor, cancellationToken);
            _aborted = true;
        }
    }
}
