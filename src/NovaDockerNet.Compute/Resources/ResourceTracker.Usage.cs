using Microsoft.Extensions.Logging;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Objects.Volumes;

namespace NovaDockerNet.Compute.Resources;

public sealed partial class ResourceTracker
{
    /// <summary>Instances whose block devices are asked for in one call.</summary>
    private const int MostAtOnce = 100;

    /// <summary>Starts from what is reserved for the host and adds what is assigned to it, running or not. nova: _update_usage_from_instances.</summary>
    private async Task UpdateUsageFromInstancesAsync(
        RequestContext context, ComputeNode node, InstanceList instances, CancellationToken cancellationToken)
    {
        await LearnVolumeBackedAsync(context, instances, cancellationToken);
        _trackedInstances.Clear();
        node.LocalGbUsed = options.ReservedHostDiskMb / 1024;
        node.MemoryMbUsed = options.ReservedHostMemoryMb;
        node.VcpusUsed = options.ReservedHostCpus;
        node.FreeRamMb = node.MemoryMb - node.MemoryMbUsed;
        node.FreeDiskGb = node.LocalGb - node.LocalGbUsed;
        node.CurrentWorkload = 0;
        node.RunningVms = 0;
        foreach (var instance in instances.Where(i => !InstanceResources.AreFree(i)))
            await UpdateUsageFromInstanceAsync(context, node, instance, removed: false, cancellationToken);
    }

    /// <summary>nova: _update_usage_from_instance.</summary>
    private async Task UpdateUsageFromInstanceAsync(
        RequestContext context, ComputeNode node, Instance instance, bool removed, CancellationToken cancellationToken)
    {
        var isNew = !_trackedInstances.Contains(instance.Uuid);
        var isGone = !isNew && (removed || InstanceResources.AreFree(instance));
        // Asked before anything is counted, so that a failure leaves the counters whole.
        var flavor = isNew || isGone ? await FlavorOfAsync(context, instance, cancellationToken) : null;
        var volumeBacked = flavor is not null && await IsVolumeBackedAsync(context, instance, cancellationToken);
        var topology = flavor is not null ? await TopologyOfAsync(context, instance, cancellationToken) : null;
        var counted = Counted(node, topology, isGone ? -1 : 1);

        if (isNew)
            _trackedInstances.Add(instance.Uuid);
        if (isGone)
            _trackedInstances.Remove(instance.Uuid);
        _stats.Update(instance, isGone);
        node.Stats = _stats.ToField();
        if (flavor is not null)
            AddUsage(node, flavor, volumeBacked, counted, isGone ? -1 : 1);
        if (isGone)
            _volumeBacked.Remove(instance.Uuid);
        node.CurrentWorkload = _stats.Workload;
        node.PciDevicePools = EmptyPools();
    }

    /// <summary>nova: _update_usage. Fields are integers on the wire, and nova cuts the fraction at every step.</summary>
    /// <param name="topology">What <see cref="Counted"/> says the node's is now; null leaves it.</param>
    private void AddUsage(ComputeNode node, Flavor flavor, bool volumeBacked, string? topology, int sign)
    {
        if (topology is not null)
            node.NumaTopology = topology;
        node.MemoryMbUsed += sign * flavor.MemoryMb;
        node.LocalGbUsed += sign * (volumeBacked ? 0 : flavor.RootGb);
        node.LocalGbUsed += sign * flavor.EphemeralGb;
        node.LocalGbUsed = (long)(node.LocalGbUsed + (sign * flavor.Swap / 1024.0));
        node.VcpusUsed += sign * flavor.Vcpus;
        // May be negative, depending on policy.
        node.FreeRamMb = node.MemoryMb - node.MemoryMbUsed;
        node.FreeDiskGb = node.LocalGb - node.LocalGbUsed;
        node.RunningVms = _stats.RunningVms;
    }

    private async Task<Flavor> FlavorOfAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        await instance.LoadAsync(conductor, context, Instance.Fields.Flavor, cancellationToken);
        return instance.Flavor;
    }

    /// <summary>nova: compute/utils.py is_volume_backed_instance, asked once per instance.</summary>
    private async Task<bool> IsVolumeBackedAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        if (_volumeBacked.TryGetValue(instance.Uuid, out var known))
            return known;
        var bdms = await BlockDeviceMappingList.GetByInstanceUuidAsync(conductor, context, instance.Uuid, cancellationToken);
        return _volumeBacked[instance.Uuid] = IsVolumeBacked(instance, bdms);
    }

    /// <summary>The first audit of a host with hundreds of servers would ask hundreds of times.</summary>
    private async Task LearnVolumeBackedAsync(RequestContext context, InstanceList instances, CancellationToken cancellationToken)
    {
        foreach (var some in instances.Where(i => !_volumeBacked.ContainsKey(i.Uuid) && !InstanceResources.AreFree(i)).Chunk(MostAtOnce))
        {
            var found = await BlockDeviceMappingList.GetByInstanceUuidsAsync(conductor, context, [.. some.Select(i => i.Uuid)], cancellationToken);
            var bdms = found.ToLookup(b => b.GetOrDefault(BlockDeviceMapping.Fields.InstanceUuid), StringComparer.Ordinal);
            foreach (var instance in some)
                _volumeBacked[instance.Uuid] = IsVolumeBacked(instance, bdms[instance.Uuid]);
        }
    }

    private static bool IsVolumeBacked(Instance instance, IEnumerable<BlockDeviceMapping> bdms) =>
        // Without a root device in the list, an instance without image must boot from a volume.
        bdms.FirstOrDefault(b => b.GetOrDefault(BlockDeviceMapping.Fields.BootIndex) == 0) is { } root
            ? root.GetOrDefault(BlockDeviceMapping.Fields.DestinationType) == "volume"
            : string.IsNullOrEmpty(instance.GetOrDefault(Instance.Fields.ImageRef));

    /// <summary>Resizes and migrations under way hold resources at both ends. nova: _update_usage_from_migrations.</summary>
    private async Task UpdateUsageFromMigrationsAsync(
        RequestContext context, ComputeNode node, IEnumerable<Migration> migrations, IEnumerable<Instance> instances, CancellationToken cancellationToken)
    {
        var known = instances.ToDictionary(i => i.Uuid, StringComparer.Ordinal);
        var newest = new Dictionary<string, (Migration Migration, Instance Instance)>(StringComparer.Ordinal);
        foreach (var migration in migrations)
        {
            if (await InstanceOfAsync(context, migration, known, cancellationToken) is not { } instance ||
                (!InstanceResources.AreInResize(instance) && !InstanceResources.AreLiveMigrating(instance)))
                continue;
            if (!newest.TryGetValue(instance.Uuid, out var other) || Age(migration) > Age(other.Migration))
                newest[instance.Uuid] = (migration, instance);
        }

        foreach (var (migration, instance) in newest.Values)
            await UpdateUsageFromMigrationAsync(context, node, migration, instance, cancellationToken);
    }

    private async Task UpdateUsageFromMigrationAsync(
        RequestContext context, ComputeNode node, Migration migration, Instance instance, CancellationToken cancellationToken)
    {
        await instance.LoadAsync(conductor, context, Instance.Fields.MigrationContext, cancellationToken);
        if (instance.MigrationContext is { } migrationContext && migrationContext.MigrationId != migration.Id)
        {
            LogStaleMigration(migrationContext.MigrationId, migration.Id);
            migration.Status = "error";
            await migration.SaveAsync(conductor, context, cancellationToken);
            return;
        }

        var incoming = migration.DestCompute == options.Host && migration.DestNode == node.HypervisorHostname;
        var outbound = migration.SourceCompute == options.Host && migration.SourceNode == node.HypervisorHostname;
        var tracked = _trackedInstances.Contains(instance.Uuid);
        await instance.LoadAsync(conductor, context, Instance.Fields.Flavor, cancellationToken);
        var resize = migration.GetOrDefault(Migration.Fields.MigrationType) == "resize";
        var before = resize ? instance.OldFlavor : instance.Flavor;
        var after = resize ? instance.NewFlavor : instance.Flavor;
        var moved = instance.MigrationContext;
        var (there, here) = (
            (after, moved?.GetOrDefault(MigrationContext.Fields.NewNumaTopology)), (before, moved?.GetOrDefault(MigrationContext.Fields.OldNumaTopology)));
        (Flavor? Flavor, InstanceNumaTopology? Topology) held = (incoming && outbound, incoming, outbound, tracked) switch
        {
            // Within this node: besides the flavor in use, hold the one it goes to or may go back to.
            (true, _, _, _) => instance.InstanceTypeId == migration.OldInstanceTypeId ? there : here,
            (_, true, _, false) => there,
            (_, _, true, false) => here,
            _ => default,
        };
        // old_flavor is emptied by a confirmation before the migration is confirmed.
        if (held.Flavor is { } flavor)
        {
            var volumeBacked = await IsVolumeBackedAsync(context, instance, cancellationToken);
            AddUsage(node, flavor, volumeBacked, Counted(node, held.Topology, 1), 1);
        }
    }

    private async Task<Instance?> InstanceOfAsync(
        RequestContext context, Migration migration, Dictionary<string, Instance> known, CancellationToken cancellationToken)
    {
        if (migration.InstanceUuid is not { } uuid)
            return null;
        if (known.TryGetValue(uuid, out var instance))
            return instance;
        try
        {
            // Deleted ones too: their guest may still exist.
            instance = await Instance.GetByUuidAsync(
                conductor, context.Elevated("yes"), uuid, ["system_metadata", "flavor", "migration_context"], cancellationToken);
            return known[uuid] = instance;
        }
        catch (InstanceNotFound)
        {
            LogMigrationWithoutInstance(migration.Id, uuid);
            return null;
        }
    }

    private static DateTimeOffset? Age(Migration migration) =>
        migration.GetOrDefault(Migration.Fields.UpdatedAt) ?? migration.GetOrDefault(Migration.Fields.CreatedAt);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Current instance migration {Current} doesn't match migration {Id}, marking migration as error. This can occur if a previous migration for this instance did not complete.")]
    private partial void LogStaleMigration(long current, long id);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Migration {Id}: its instance {Uuid} is not found")]
    private partial void LogMigrationWithoutInstance(long id, string uuid);
}
