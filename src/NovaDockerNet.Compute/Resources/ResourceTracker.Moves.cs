using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Virt.Hardware;

namespace NovaDockerNet.Compute.Resources;

public sealed partial class ResourceTracker
{
    /// <summary>nova: resize_claim, _move_claim.</summary>
    public async Task<IResourceClaim> ResizeClaimAsync(
        RequestContext context, Instance instance, Flavor flavor, string node, Migration migration, JObject limits, CancellationToken cancellationToken)
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
            // Beside what it has now: nova: MoveClaim.
            var specs = await SpecsOfAsync(context, instance, flavor, cancellationToken);
            var claimed = Fit(computeNode, NumaConstraints.From(specs, conductor.Profile), specs, limits);
            instance.MigrationContext = ContextOf(instance, migration, await TopologyOfAsync(context, instance, cancellationToken), claimed);
            await instance.SaveAsync(conductor, context, cancellationToken);

            await UpdateUsageFromMigrationAsync(context, computeNode, migration, instance, cancellationToken);
            await SaveNodeAsync(context.Elevated(), computeNode, cancellationToken);
            LogResizeClaimed(node);
            return new MoveClaim(this, context, instance, flavor, claimed);
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
            await instance.LoadAsync(conductor, context, Instance.Fields.MigrationContext, cancellationToken);
            await DropMoveAsync(
                context, instance, instance.OldFlavor, instance.MigrationContext?.GetOrDefault(MigrationContext.Fields.OldNumaTopology), cancellationToken);
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
            await instance.LoadAsync(conductor, context, Instance.Fields.MigrationContext, cancellationToken);
            var moved = instance.MigrationContext;
            await DropMoveAsync(context, instance, instance.NewFlavor, moved?.GetOrDefault(MigrationContext.Fields.NewNumaTopology), cancellationToken);
            // nova: revert_migration_context.
            var before = moved?.GetOrDefault(MigrationContext.Fields.OldNumaTopology);
            if (moved is not null && (before ?? await TopologyOfAsync(context, instance, cancellationToken)) is not null)
                instance.NumaTopology = before;
            await instance.SaveAsync(conductor, context, [TaskState.ResizeReverting], cancellationToken);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>nova: drop_move_claim, of a claim whose resize did not begin.</summary>
    internal async Task AbortMoveAsync(
        RequestContext context, Instance instance, Flavor flavor, InstanceNumaTopology? topology, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            await DropMoveAsync(context, instance, flavor, topology, cancellationToken);
            LogAborted();
        }
        finally
        {
            _lock.Release();
        }
    }

    // nova: _drop_move_claim.
    private async Task DropMoveAsync(
        RequestContext context, Instance instance, Flavor? flavor, InstanceNumaTopology? topology, CancellationToken cancellationToken)
    {
        if (flavor is null || ComputeNode is not { } node)
            return;
        var volumeBacked = await IsVolumeBackedAsync(context, instance, cancellationToken);
        AddUsage(node, flavor, volumeBacked, Counted(node, topology, -1), -1);
        await SaveNodeAsync(context.Elevated(), node, cancellationToken);
    }

    /// <summary>Without PCI devices and resources beyond CPUs there is nothing else to go back to.</summary>
    private MigrationContext ContextOf(Instance instance, Migration migration, InstanceNumaTopology? before, InstanceNumaTopology? after)
    {
        var made = conductor.Profile.Create<MigrationContext>();
        made.InstanceUuid = instance.Uuid;
        made.MigrationId = migration.Id;
        made.OldNumaTopology = before;
        made.NewNumaTopology = after;
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

    private sealed class MoveClaim(
        ResourceTracker tracker, RequestContext context, Instance instance, Flavor flavor, InstanceNumaTopology? topology) : IResourceClaim
    {
        private bool _aborted;

        public async Task AbortAsync(CancellationToken cancellationToken)
        {
            if (_aborted)
                return;
            await tracker.AbortMoveAsync(context, instance, flavor, topology, cancellationToken);
            _aborted = true;
        }
    }
}
