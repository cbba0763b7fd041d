using Microsoft.Extensions.Logging;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.OpenStack;
using NovaDockerNet.OpenStack.Placement;
using NovaDockerNet.Virt.Hardware;
using NovaDockerNet.Virt.Inventory;

namespace NovaDockerNet.Compute.Resources;

/// <summary>
/// This host in Placement: its provider with inventories and traits, and what instances hold of it. nova: scheduler/client/report.py
/// SchedulerReportClient, with the inventories of virt/driver.py update_provider_tree and the traits of ResourceTracker._get_traits.
/// </summary>
/// <remarks>What Placement is known to have is remembered, so that a run without changes costs no request for five minutes.</remarks>
public sealed partial class PlacementReporter(
    PlacementClient client, IConductor conductor, ResourceOptions options, TimeProvider time, ILogger<PlacementReporter> logger) : IPlacementReporter, IDisposable
{
    // nova: _update_to_placement, stop_max_attempt_number.
    private const int Attempts = 4;
    private const string ComputeNodeTrait = "COMPUTE_NODE";
    private const string DisabledTrait = "COMPUTE_STATUS_DISABLED";
    private const string OwnerTrait = "OWNER_NOVA";
    private const string ThreadsTrait = HardwareSpecs.HyperthreadingTraitName;

    private readonly SemaphoreSlim _lock = new(1, 1);
    private KnownProvider? _known;

    /// <summary>Makes provider, inventories and traits as they should be. nova: _update_to_placement.</summary>
    public async Task UpdateProviderAsync(RequestContext context, ComputeNode node, HostInventory host, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            await RepeatOnConflictAsync(node.Uuid, () => UpdateOnceAsync(context, node, host, cancellationToken));
        }
        finally
        {
            _lock.Release();
        }
    }

    public async Task UpdateComputeProviderStatusAsync(RequestContext context, string providerUuid, bool enabled, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            await RepeatOnConflictAsync(providerUuid, async () =>
            {
                var current = await CallAsync(
                    () => client.GetTraitsAsync(providerUuid, cancellationToken), _ => new ResourceProviderTraitRetrievalFailed(providerUuid));
                var wanted = new HashSet<string>(current.Value, StringComparer.Ordinal);
                if (enabled ? wanted.Remove(DisabledTrait) : wanted.Add(DisabledTrait))
                    await PutTraitsAsync(providerUuid, current.Generation, wanted, cancellationToken);
                // The generation moved on.
                _known = null;
            });
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>nova: delete_resource_provider without cascade: what still holds something of it keeps it.</summary>
    public async Task DeleteProviderAsync(string providerUuid, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(() => client.DeleteProviderAsync(providerUuid, cancellationToken), e =>
                e.IsConflict ? new ResourceProviderInUse() : new ResourceProviderDeletionFailed(providerUuid));
        }
        catch (OpenStackHttpException e) when (e.IsNotFound)
        {
            LogProviderGone(providerUuid);
        }
    }

    public void Dispose() => _lock.Dispose();

    private async Task UpdateOnceAsync(RequestContext context, ComputeNode node, HostInventory host, CancellationToken cancellationToken)
    {
        var known = await KnowAsync(node, cancellationToken);
        var inventories = WantedInventories(node, host, known.Inventories);
        if (!Same(inventories, known.Inventories))
        {
            var put = await CallAsync(
                () => client.PutInventoriesAsync(node.Uuid, known.Generation, inventories, cancellationToken),
                e => InventoryFailure(e, node));
            _known = known = known with { Generation = put.Generation, Inventories = put.Value };
            LogInventory(node.Uuid, Describe(inventories));
        }

        var traits = await WantedTraitsAsync(context, host, known.Traits, cancellationToken);
        if (!traits.SetEquals(known.Traits))
        {
            var put = await PutTraitsAsync(node.Uuid, known.Generation, traits, cancellationToken);
            _known = known with { Generation = put.Generation, Traits = put.Value };
            LogTraits(node.Uuid, string.Join(", ", traits.Order(StringComparer.Ordinal)));
        }
    }

    /// <summary>What Placement has, read again when it may be old. nova: get_provider_tree_and_ensure_root, _refresh_associations.</summary>
    private async Task<KnownProvider> KnowAsync(ComputeNode node, CancellationToken cancellationToken)
    {
        if (_known is { } known && known.Uuid == node.Uuid &&
            (options.AssociationRefresh <= TimeSpan.Zero || time.GetElapsedTime(known.ReadAt) < options.AssociationRefresh))
            return known;

        var tree = await CallAsync(() => client.GetProviderTreeAsync(node.Uuid, cancellationToken), _ => new ResourceProviderRetrievalFailed(node.Uuid));
        var provider = tree.FirstOrDefault(p => p.Uuid == node.Uuid) ?? await CreateProviderAsync(node, cancellationToken);
        if (provider.Name != node.HypervisorHostname)
            LogOtherName(node.Uuid, provider.Name, node.HypervisorHostname);

        var inventories = await CallAsync(() => client.GetInventoriesAsync(node.Uuid, cancellationToken), _ => new ResourceProviderRetrievalFailed(node.Uuid));
        var aggregates = await CallAsync(
            () => client.GetAggregatesAsync(node.Uuid, cancellationToken), _ => new ResourceProviderAggregateRetrievalFailed(node.Uuid));
        var traits = await CallAsync(() => client.GetTraitsAsync(node.Uuid, cancellationToken), _ => new ResourceProviderTraitRetrievalFailed(node.Uuid));
        // The last of the reads has the newest generation; if something changed between them, the first PUT is refused and all is read again.
        LogAggregates(node.Uuid, aggregates.Value.Count);
        return _known = new KnownProvider(node.Uuid, inventories.Generation, inventories.Value, traits.Value, time.GetTimestamp());
    }

    private async Task<ResourceProvider> CreateProviderAsync(ComputeNode node, CancellationToken cancellationToken)
    {
        var name = node.HypervisorHostname!;
        try
        {
            var made = await client.CreateProviderAsync(node.Uuid, name, null, cancellationToken);
            LogProviderMade(node.Uuid, name);
            return made;
        }
        catch (OpenStackHttpException e) when (e.IsConflict)
        {
            var others = await client.GetProvidersByNameAsync(name, cancellationToken);
            if (others.FirstOrDefault(p => p.Uuid == node.Uuid) is { } ours)
                return ours;
            // The classic: the compute node was made anew, its provider of before was left behind.
            LogNameTaken(name, string.Join(", ", others.Select(p => p.Uuid)), node.Uuid);
            throw new ResourceProviderCreationFailed(name);
        }
        catch (OpenStackHttpException e)
        {
            LogRefused(e.Message);
            throw new ResourceProviderCreationFailed(name);
        }
        catch (OpenStackConnectionException e)
        {
            throw new PlacementAPIConnectFailure($"{new PlacementAPIConnectFailure().Message} {e.Message}");
        }
    }

    /// <summary>nova: virt/libvirt/driver.py update_provider_tree: the classes every host has, and the CPUs it dedicates.</summary>
    private Dictionary<string, Inventory> WantedInventories(ComputeNode node, HostInventory host, IReadOnlyDictionary<string, Inventory> current)
    {
        var rule = new AllocationRatioRule(options, conductor.Profile.InitialAllocationRatios);
        var wanted = new Dictionary<string, Inventory>(StringComparer.Ordinal);
        // A total of nothing is refused; the class is left out then.
        Add("VCPU", node.Vcpus, options.ReservedHostCpus, rule.Cpu);
        // Given once, so never overcommitted.
        Add("PCPU", host.Pcpus, 0, static _ => 1);
        Add("MEMORY_MB", node.MemoryMb, options.ReservedHostMemoryMb, rule.Ram);
        Add("DISK_GB", node.LocalGb, (options.ReservedHostDiskMb + 1023) / 1024, rule.Disk);
        return wanted;

        void Add(string resourceClass, long total, long reserved, Func<Inventory?, decimal> ratio)
        {
            if (total > 0)
            {
                wanted[resourceClass] = new Inventory
                {
                    Total = total,
                    Reserved = reserved,
                    MaxUnit = total,
                    AllocationRatio = ratio(current.GetValueOrDefault(resourceClass)),
                };
            }
        }
    }

    /// <summary>Ours as they should be, all others as they are. nova: ResourceTracker._get_traits.</summary>
    private async Task<HashSet<string>> WantedTraitsAsync(
        RequestContext context, HostInventory host, IReadOnlySet<string> current, CancellationToken cancellationToken)
    {
        var traits = new HashSet<string>(current, StringComparer.Ordinal);
        foreach (var (capability, trait) in conductor.Profile.CapabilityTraits)
        {
            if (options.Capabilities.Contains(capability))
                traits.Add(trait);
            else
                traits.Remove(trait);
        }

        // nova: virt/libvirt/driver.py _get_cpu_traits.
        if (host.Processors is { HasThreads: true })
            traits.Add(ThreadsTrait);
        else if (host.Processors is not null)
            traits.Remove(ThreadsTrait);
        traits.Add(ComputeNodeTrait);
        if (conductor.Profile.RequiresOwnerTrait)
            traits.Add(OwnerTrait);
        try
        {
            var service = await Service.GetByComputeHostAsync(conductor, context, options.Host, cancellationToken);
            if (service.Disabled)
                traits.Add(DisabledTrait);
            else
                traits.Remove(DisabledTrait);
        }
        catch (NotFound)
        {
            LogNoService(options.Host);
        }

        return traits;
    }

    private async Task<Generational<IReadOnlySet<string>>> PutTraitsAsync(
        string providerUuid, long generation, HashSet<string> traits, CancellationToken cancellationToken)
    {
        await CallAsync(() => client.EnsureTraitsAsync(traits, cancellationToken), e => new TraitCreationFailed(string.Join(", ", traits), e.ServiceMessage));
        return await CallAsync(
            () => client.PutTraitsAsync(providerUuid, generation, traits, cancellationToken),
            e => new ResourceProviderUpdateFailed($"/resource_providers/{providerUuid}/traits", e.ServiceMessage));
    }

    /// <summary>Somebody else changed the provider between our read and our write: read again and repeat.</summary>
    private async Task RepeatOnConflictAsync(string providerUuid, Func<Task> update)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await update();
                return;
            }
            catch (OpenStackHttpException e) when (PlacementClient.IsGenerationConflict(e) || e.IsNotFound)
            {
                var generation = _known?.Generation ?? 0;
                _known = null;
                if (attempt == Attempts)
                    throw new ResourceProviderUpdateConflict(providerUuid, generation, e.ServiceMessage);
                LogConflict(providerUuid, attempt, e.ServiceMessage);
            }
            catch
            {
                // What Placement has is uncertain after any other failure.
                _known = null;
                throw;
            }
        }
    }

    private async Task CallAsync(Func<Task> call, Func<OpenStackHttpException, NovaException> refused) =>
        await CallAsync(async () =>
        {
            await call();
            return true;
        }, refused);

    /// <summary>Refusals become nova's exceptions, but conflicts and absences stay for those who can act on them.</summary>
    private async Task<T> CallAsync<T>(Func<Task<T>> call, Func<OpenStackHttpException, NovaException> refused)
    {
        try
        {
            return await call();
        }
        catch (OpenStackHttpException e) when (!PlacementClient.IsGenerationConflict(e) && !e.IsNotFound)
        {
            LogRefused(e.Message);
            throw refused(e);
        }
        catch (OpenStackConnectionException e)
        {
            throw new PlacementAPIConnectFailure($"{new PlacementAPIConnectFailure().Message} {e.Message}");
        }
    }

    private static NovaException InventoryFailure(OpenStackHttpException e, ComputeNode node) =>
        e.Code == "placement.inventory.inuse"
            ? new InventoryInUse("VCPU, PCPU, MEMORY_MB, DISK_GB", node.Uuid)
            : new ResourceProviderUpdateFailed($"/resource_providers/{node.Uuid}/inventories", e.ServiceMessage);

    private static bool Same(Dictionary<string, Inventory> wanted, IReadOnlyDictionary<string, Inventory> current) =>
        wanted.Count == current.Count && wanted.All(w => current.TryGetValue(w.Key, out var have) && have == w.Value);

    private static string Describe(Dictionary<string, Inventory> inventories) =>
        string.Join(", ", inventories.Select(i => $"{i.Key} {i.Value.Total} (reserved {i.Value.Reserved}, ratio {i.Value.AllocationRatio})"));

    private sealed record KnownProvider(
        string Uuid, long Generation, IReadOnlyDictionary<string, Inventory> Inventories, IReadOnlySet<string> Traits, long ReadAt);

    [LoggerMessage(Level = LogLevel.Information, Message = "Created resource provider record via placement API for resource provider with UUID {Uuid} and name {Name}.")]
    private partial void LogProviderMade(string uuid, string name);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Placement has another resource provider named {Name} ({OtherUuids}); this compute node is {Uuid}. A compute node was made anew without deleting its provider: " +
                  "if nothing runs on the old one, run `openstack resource provider delete` on it, else restore the compute node's uuid")]
    private partial void LogNameTaken(string name, string otherUuids, string uuid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Resource provider {Uuid} is named {Name} in placement, the node is {Node}")]
    private partial void LogOtherName(string uuid, string name, string? node);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Resource provider {Uuid} is in {Count} aggregates")]
    private partial void LogAggregates(string uuid, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Inventory of resource provider {Uuid} set: {Inventory}")]
    private partial void LogInventory(string uuid, string inventory);

    [LoggerMessage(Level = LogLevel.Information, Message = "Traits of resource provider {Uuid} set: {Traits}")]
    private partial void LogTraits(string uuid, string traits);

    [LoggerMessage(Level = LogLevel.Information, Message = "Resource provider {Uuid} was changed by another process (attempt {Attempt}): {Reason}")]
    private partial void LogConflict(string uuid, int attempt, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Placement refused: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Resource provider {Uuid} is gone already")]
    private partial void LogProviderGone(string uuid);

    [LoggerMessage(Level = LogLevel.Error, Message = "Unable to find services table record for nova-compute host {Host}")]
    private partial void LogNoService(string host);
}
