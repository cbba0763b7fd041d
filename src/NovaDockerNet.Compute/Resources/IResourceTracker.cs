using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Resources;

/// <summary>What operations need of the resource tracker. nova: compute/resource_tracker.py ResourceTracker.</summary>
public interface IResourceTracker
{
    /// <summary>The node of this host once the first resource update has found or made it, else null.</summary>
    ComputeNode? ComputeNode { get; }

    /// <summary>Time since a resource update went through, to Placement too; null before the first.</summary>
    TimeSpan? SinceUpdate { get; }

    /// <summary>nova: instance_claim. Saves host, launched_on, node, numa_topology (and compute_id) on the instance, then the ComputeNode.</summary>
    /// <remarks>A server with dedicated CPUs or NUMA nodes gets its place on this host; the claim saves it with the instance.</remarks>
    /// <param name="allocations">The consumer's allocations in placement, as read; null when not read.</param>
    /// <exception cref="Objects.Exceptions.ComputeResourcesUnavailable">The claim cannot be met here.</exception>
    Task<IResourceClaim> InstanceClaimAsync(
        RequestContext context, Instance instance, string node, JObject? allocations, JObject limits, CancellationToken cancellationToken);

    /// <summary>
    /// nova: resize_claim. Saves the migration (dest_*, pre-migrating) and the instance's migration_context, with the CPUs it has and those it gets; the
    /// new flavor counts beside the old one.
    /// </summary>
    /// <param name="limits">The scheduler's, as in the request's filter_properties.</param>
    /// <exception cref="Objects.Exceptions.ComputeResourcesUnavailable">The claim cannot be met here.</exception>
    Task<IResourceClaim> ResizeClaimAsync(
        RequestContext context, Instance instance, Flavor flavor, string node, Migration migration, JObject limits, CancellationToken cancellationToken);

    /// <summary>nova: drop_move_claim_at_source. The migration is confirmed, the old flavor counts no more.</summary>
    Task DropMoveClaimAtSourceAsync(RequestContext context, Instance instance, Migration migration, CancellationToken cancellationToken);

    /// <summary>nova: drop_move_claim_at_dest. The migration is reverted, the new flavor counts no more.</summary>
    Task DropMoveClaimAtDestAsync(RequestContext context, Instance instance, Migration migration, CancellationToken cancellationToken);

    /// <summary>nova: update_usage. Takes a changed state of the instance into the node's usage and saves the node.</summary>
    Task UpdateUsageAsync(RequestContext context, Instance instance, CancellationToken cancellationToken);

    /// <summary>nova: update_available_resource.</summary>
    Task UpdateAvailableResourceAsync(RequestContext context, bool startup, CancellationToken cancellationToken);

    /// <summary>nova: build_failed; the count goes out with the next resource update.</summary>
    void BuildFailed(string node);

    /// <summary>nova: build_succeeded.</summary>
    void BuildSucceeded(string node);
}
