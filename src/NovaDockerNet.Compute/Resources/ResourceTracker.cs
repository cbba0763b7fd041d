using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt;

namespace NovaDockerNet.Compute.Resources;

/// <summary>
/// Keeps the ComputeNode of this host and its usage, and tells Placement. One lock over all of it, so that an audit never loses a claim.
/// nova: compute/resource_tracker.py ResourceTracker.
/// </summary>
/// <remarks>Docker hosts have no PCI devices to give, so a claim for one fails.</remarks>
public sealed partial class ResourceTracker(
    IConductor conductor,
    IVirtDriver driver,
    PlacementReporter placement,
    NodeIdentity identity,
    ServiceRecord service,
    ResourceOptions options,
    ILogger<ResourceTracker> logger) : IResourceTracker, IDisposable
{
    // What nova joins in for an audit.
    private static readonly string[] AuditAttributes = ["system_metadata", "numa_topology", "flavor", "migration_context", "resources"];

    private readonly SemaphoreSlim _lock = new(1, 1);
    private readonly NodeStats _stats = new();
    private readonly HashSet<string> _trackedInstances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _volumeBacked = new(StringComparer.Ordinal);
    private readonly DeletedInstanceAllocations _deletedAllocations = new(conductor, placement, logger);
    private JObject? _saved;
    private long _updated;

    public ComputeNode? ComputeNode { get; private set; }

    public TimeSpan? SinceUpdate => Interlocked.Read(ref _updated) is > 0 and var updated ? Stopwatch.GetElapsedTime(updated) : null;

    private bool HasIdentity => conductor.Profile.HasNodeIdentity;

    public async Task<IResourceClaim> InstanceClaimAsync(
        RequestContext context, Instance instance, string node, JObject? allocations, JObject limits, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            var computeNode = NodeNamed(node);
            if (instance.GetOrDefault(Instance.Fields.Host) is { } host)
                LogHostAlreadySet(host);

            await instance.LoadAsync(conductor, context, Instance.Fields.PciRequests, cancellationToken);
            if (instance.PciRequests is { } pci && pci.Requests.Count > 0)
                throw new ComputeResourcesUnavailable("Claim pci failed");
            var specs = await SpecsOfAsync(context, instance, await FlavorOfAsync(context, instance, cancellationToken), cancellationToken);
            var claimed = Fit(computeNode, await TopologyOfAsync(context, instance, cancellationToken), specs, limits);

            // As it was before the claim: what an abort goes back to.
            var before = instance.Copy();
            before.ResetChanges();

            // nova: _set_instance_host_and_node. Saved under the lock, so that an audit running next sees the instance.
            instance.NumaTopology = claimed;
            instance.Host = options.Host;
            instance.LaunchedOn = options.Host;
            instance.Node = computeNode.HypervisorHostname;
            if (instance.Supports(Instance.Fields.ComputeId))
                instance.ComputeId = computeNode.Id;
            await instance.SaveAsync(conductor, context, cancellationToken);
            instance.Resources = null;
            // What it holds from here on, which an abort counts back.
            before.CopyField(instance, Instance.Fields.NumaTopology);

            await UpdateUsageFromInstanceAsync(context, computeNode, instance, removed: false, cancellationToken);
            await SaveNodeAsync(context.Elevated(), computeNode, cancellationToken);
            LogClaimed(node);
            return new ResourceClaim(this, context, before, instance);
        }
        finally
        {
            _lock.Release();
        }
    }

    public async Task UpdateUsageAsync(RequestContext context, Instance instance, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            // Only what was claimed or found by an audit counts.
            if (ComputeNode is { } computeNode && _trackedInstances.Contains(instance.Uuid))
            {
                await UpdateUsageFromInstanceAsync(context, computeNode, instance, removed: false, cancellationToken);
                await SaveNodeAsync(context.Elevated(), computeNode, cancellationToken);
            }
        }
        finally
        {
            _lock.Release();
        }
    }

    public void BuildFailed(string node) => _stats.BuildFailed();

    public void BuildSucceeded(string node) => _stats.BuildSucceeded();

    /// <summary>Failures are logged and the next run tries again, at start too: nova-compute stays up without Placement.</summary>
    public async Task UpdateAvailableResourceAsync(RequestContext context, bool startup, CancellationToken cancellationToken)
    {
        try
        {
            var inventory = await driver.GetInventoryAsync(cancellationToken);
            await RemoveOrphanNodesAsync(context, inventory.HypervisorHostname, startup, cancellationToken);
            var computeNode = await AuditAsync(context, inventory, cancellationToken);
            // Outside the lock: a slow Placement does not hold up builds.
            await placement.UpdateProviderAsync(context, computeNode, inventory, cancellationToken);
            Interlocked.Exchange(ref _updated, Stopwatch.GetTimestamp());
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogAuditFailed(e, options.Host);
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>nova: abort_instance_claim.</summary>
    internal async Task AbortAsync(RequestContext context, Instance before, Instance instance, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            if (ComputeNode is { } computeNode && _trackedInstances.Contains(before.Uuid))
                await UpdateUsageFromInstanceAsync(context, computeNode, before, removed: true, cancellationToken);

            foreach (var each in new[] { before, instance })
            {
                if (each.GetOrDefault(Instance.Fields.NumaTopology) is { } topology)
                    each.NumaTopology = Cleared(topology);
                UnsetHostAndNode(each);
            }
            try
            {
                await before.SaveAsync(conductor, context, cancellationToken);
            }
            catch (InstanceNotFound)
            {
                LogAbortedGone();
            }

            if (ComputeNode is { } node)
                await SaveNodeAsync(context.Elevated(), node, cancellationToken);
            LogAborted();
        }
        finally
        {
            _lock.Release();
        }
    }

    // nova: _unset_instance_host_and_node.
    private static void UnsetHostAndNode(Instance instance)
    {
        instance.Host = null;
        instance.Node = null;
        if (instance.Supports(Instance.Fields.ComputeId))
            instance.ComputeId = null;
    }

    private ComputeNode NodeNamed(string node)
    {
        if (ComputeNode is not { } known)
            throw new ComputeResourcesUnavailable($"the resource tracker of host {options.Host} has no compute node yet");
        if (known.HypervisorHostname != node)
            throw new ComputeResourcesUnavailable($"host {options.Host} has the node {known.HypervisorHostname}, not {node}");
        return known;
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Host field should not be set on the instance until resources have been claimed; it is {Host}")]
    private partial void LogHostAlreadySet(string host);

    [LoggerMessage(Level = LogLevel.Information, Message = "Claim successful on node {Node}")]
    private partial void LogClaimed(string node);

    [LoggerMessage(Level = LogLevel.Information, Message = "Claim aborted")]
    private partial void LogAborted();

    [LoggerMessage(Level = LogLevel.Debug, Message = "Gone before its claim was aborted")]
    private partial void LogAbortedGone();

    [LoggerMessage(Level = LogLevel.Error, Message = "Error updating resources for node of host {Host}.")]
    private partial void LogAuditFailed(Exception exception, string host);
}
