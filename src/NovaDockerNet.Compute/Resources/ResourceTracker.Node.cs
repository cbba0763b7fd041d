using Microsoft.Extensions.Logging;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.OpenStack;
using NovaDockerNet.Oslo.VersionedObjects;
using NovaDockerNet.Virt.Hardware;
using NovaDockerNet.Virt.Inventory;

namespace NovaDockerNet.Compute.Resources;

public sealed partial class ResourceTracker
{
    /// <summary>nova: _update_available_resource.</summary>
    private async Task<ComputeNode> AuditAsync(RequestContext context, HostInventory inventory, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            var (computeNode, isNew) = await InitComputeNodeAsync(context, inventory, cancellationToken);

            var instances = await InstanceList.GetByHostAndNodeAsync(
                conductor, context, options.Host, computeNode.HypervisorHostname!, AuditAttributes, cancellationToken);
            var migrations = await MigrationList.GetInProgressAndErrorAsync(
                conductor, context, options.Host, computeNode.HypervisorHostname!, cancellationToken);

            await UpdateUsageFromInstancesAsync(context, computeNode, instances, cancellationToken);
            await EnsureComputeIdsAsync(context, computeNode, instances, cancellationToken);
            await UpdateUsageFromMigrationsAsync(context, computeNode, migrations, instances, cancellationToken);

            // A new node has no provider yet, and so no allocations.
            if (!isNew)
                await _deletedAllocations.RemoveAsync(context, computeNode, _trackedInstances, migrations, instances, cancellationToken);

            computeNode.PciDevicePools = EmptyPools();
            computeNode.Metrics = "[]";
            LogFinalView(
                computeNode.HypervisorHostname, computeNode.MemoryMb, computeNode.MemoryMbUsed, computeNode.LocalGb, computeNode.LocalGbUsed,
                computeNode.Vcpus, computeNode.VcpusUsed);
            await SaveNodeAsync(context, computeNode, cancellationToken);
            return computeNode;
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>The node from memory, from the database, or made. nova: _init_compute_node.</summary>
    private async Task<(ComputeNode Node, bool IsNew)> InitComputeNodeAsync(RequestContext context, HostInventory inventory, CancellationToken cancellationToken)
    {
        if (ComputeNode?.HypervisorHostname == inventory.HypervisorHostname)
        {
            CopyResources(ComputeNode, inventory, initial: false);
            return (ComputeNode, false);
        }

        if (await FindComputeNodeAsync(context, inventory.HypervisorHostname, cancellationToken) is { } found)
        {
            ComputeNode = found;
            CopyResources(found, inventory, initial: false);
            return (found, false);
        }

        var made = conductor.Profile.Create<ComputeNode>();
        made.Host = options.Host;
        if (HasIdentity)
        {
            made.Uuid = identity.Uuid;
            made.ServiceId = service.Id;
        }

        CopyResources(made, inventory, initial: true);
        await made.CreateAsync(conductor, context, cancellationToken);
        // Known only once it exists, so that a failed create is tried again.
        ComputeNode = made;
        LogCreated(options.Host, inventory.HypervisorHostname, made.Uuid);
        return (made, true);
    }

    private async Task<ComputeNode?> FindComputeNodeAsync(RequestContext context, string nodename, CancellationToken cancellationToken)
    {
        try
        {
            if (!HasIdentity)
                return await ComputeNode.GetByHostAndNodenameAsync(conductor, context, options.Host, nodename, cancellationToken);

            // By the identity, deleted or not: a service deleted through the API and started again gets its node back.
            var node = await ComputeNode.GetByUuidAsync(conductor, context.WithReadDeleted("yes"), identity.Uuid, cancellationToken);
            if (node.Deleted)
            {
                LogUndeleting(node.Uuid);
                node.Deleted = false;
                node.DeletedAt = null;
                await node.SaveAsync(conductor, context.WithReadDeleted("yes"), cancellationToken);
            }

            if (service.Id is { } serviceId && node.GetOrDefault(ComputeNode.Fields.ServiceId) != serviceId)
                node.ServiceId = serviceId;
            return node;
        }
        catch (NotFound)
        {
            LogNoNode(options.Host, nodename);
            return null;
        }
    }

    /// <summary>nova: _copy_resources, ComputeNode.update_from_virt_driver.</summary>
    private void CopyResources(ComputeNode node, HostInventory inventory, bool initial)
    {
        _stats.Clear();
        node.Stats = _stats.ToField();
        node.Vcpus = inventory.Vcpus;
        node.MemoryMb = inventory.MemoryMb;
        node.LocalGb = inventory.LocalGb;
        node.VcpusUsed = inventory.VcpusUsed;
        node.MemoryMbUsed = inventory.MemoryMbUsed;
        node.LocalGbUsed = inventory.LocalGbUsed;
        node.HypervisorType = inventory.HypervisorType;
        node.HypervisorVersion = inventory.HypervisorVersion;
        node.HypervisorHostname = inventory.HypervisorHostname;
        node.CpuInfo = inventory.CpuInfo.ToString(Formatting.None);
        node.DiskAvailableLeast = inventory.DiskAvailableLeastGb;
        node.HostIp = options.MyIp;
        node.NumaTopology = inventory.Processors is { } processors
            ? HostTopology.From(processors, inventory.Cpus, conductor.Profile).ToJson()
            : null;
        node.SupportedHvSpecs = [.. inventory.SupportedInstances.Select(HvSpecOf)];
        CopyRatios(node, initial);
    }

    private void CopyRatios(ComputeNode node, bool initial)
    {
        var rule = new AllocationRatioRule(options, conductor.Profile.InitialAllocationRatios);
        if ((initial ? rule.InitialCpu : options.CpuAllocationRatio) is { } cpu and not 0)
            node.CpuAllocationRatio = cpu;
        if ((initial ? rule.InitialRam : options.RamAllocationRatio) is { } ram and not 0)
            node.RamAllocationRatio = ram;
        if ((initial ? rule.InitialDisk : options.DiskAllocationRatio) is { } disk and not 0)
            node.DiskAllocationRatio = disk;
    }

    private HvSpec HvSpecOf(JToken triple)
    {
        var spec = conductor.Profile.Create<HvSpec>();
        spec.Arch = (string)triple[0]!;
        spec.HvType = (string)triple[1]!;
        spec.VmMode = (string)triple[2]!;
        return spec;
    }

    private PciDevicePoolList EmptyPools()
    {
        var pools = conductor.Profile.Create<PciDevicePoolList>();
        pools.Objects = [];
        return pools;
    }

    /// <summary>Saves if anything differs from what was saved last. nova: _resource_change, _update.</summary>
    private async Task SaveNodeAsync(RequestContext context, ComputeNode node, CancellationToken cancellationToken)
    {
        node.Stats = _stats.ToField();
        if (_saved is not null && JToken.DeepEquals(_saved, Comparable(node)))
            return;
        await node.SaveAsync(conductor, context, cancellationToken);
        _saved = Comparable(node);
    }

    private static JObject Comparable(ComputeNode node)
    {
        var primitive = node.ToPrimitive();
        foreach (var envelope in primitive.DescendantsAndSelf().OfType<JObject>().ToList())
            envelope.Remove(EnvelopeKeys.Changes);
        ((JObject)primitive[EnvelopeKeys.Data]!).Remove("updated_at");
        return primitive;
    }

    // nova: _ensure_compute_id_for_instances, from the release on that has Instance.compute_id.
    private async Task EnsureComputeIdsAsync(
        RequestContext context, ComputeNode node, IEnumerable<Instance> instances, CancellationToken cancellationToken)
    {
        foreach (var instance in instances.Where(i => i.Supports(Instance.Fields.ComputeId)))
        {
            if (instance.GetOrDefault(Instance.Fields.ComputeId) is not null)
                continue;
            instance.ComputeId = node.Id;
            LogComputeId(instance.Uuid, node.Id);
            await instance.SaveAsync(conductor, context, cancellationToken);
        }
    }

    /// <summary>Nodes of this host that the driver no longer reports, for instance after a rename. nova: ComputeManager.update_available_resource.</summary>
    private async Task RemoveOrphanNodesAsync(RequestContext context, string nodename, bool startup, CancellationToken cancellationToken)
    {
        ComputeNodeList nodes;
        try
        {
            nodes = await ComputeNodeList.GetAllByHostAsync(conductor, context, options.Host, cancellationToken);
        }
        catch (NotFound)
        {
            if (startup)
                LogNoNodeAtStart(options.Host);
            else
                LogNoNodeOfHost(options.Host);
            // Somebody deleted it; look again instead of updating what is gone.
            ComputeNode = null;
            _saved = null;
            return;
        }

        foreach (var orphan in nodes.Where(n => n.HypervisorHostname != nodename))
        {
            LogOrphan(orphan.Id, orphan.HypervisorHostname, nodename);
            await orphan.DestroyAsync(conductor, context, cancellationToken);
            try
            {
                await placement.DeleteProviderAsync(orphan.Uuid, cancellationToken);
            }
            catch (Exception e) when (e is OpenStackException or NovaException)
            {
                LogOrphanProviderLeft(orphan.Uuid, e.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Compute node record created for {Host}:{Node} with uuid: {Uuid}")]
    private partial void LogCreated(string host, string node, string uuid);

    [LoggerMessage(Level = LogLevel.Information, Message = "Undeleting compute node {Uuid}")]
    private partial void LogUndeleting(string uuid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No compute node record for {Host}:{Node}")]
    private partial void LogNoNode(string host, string node);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "No compute node record found for host {Host}. If this is the first time this service is starting on this host, then you can ignore this warning.")]
    private partial void LogNoNodeAtStart(string host);

    [LoggerMessage(Level = LogLevel.Error, Message = "No compute node record for host {Host}")]
    private partial void LogNoNodeOfHost(string host);

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleting orphan compute node {Id}, hypervisor host is {Hostname}, the node is {Node}")]
    private partial void LogOrphan(long id, string? hostname, string node);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to delete compute node resource provider for compute node {Uuid}: {Reason}")]
    private partial void LogOrphanProviderLeft(string uuid, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "[instance: {Uuid}] Setting compute_id to {Id}")]
    private partial void LogComputeId(string uuid, long id);

    [LoggerMessage(Level = LogLevel.Debug,
        Message = "Final resource view: name={Node} phys_ram={PhysRam}MB used_ram={UsedRam}MB phys_disk={PhysDisk}GB used_disk={UsedDisk}GB total_vcpus={Vcpus} used_vcpus={UsedVcpus}")]
    private partial void LogFinalView(string? node, long physRam, long usedRam, long physDisk, long usedDisk, long vcpus, long usedVcpus);
}
