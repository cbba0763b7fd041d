using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;

namespace NovaDockerNet.Compute.Resources;

/// <summary>What operations need of placement. nova: scheduler/client/report.py SchedulerReportClient.</summary>
public interface IPlacementReporter
{
    /// <summary>nova: get_allocations_for_consumer; provider uuid to its resources, empty when there are none.</summary>
    Task<JObject> GetAllocationsForConsumerAsync(string consumerUuid, CancellationToken cancellationToken);

    /// <summary>nova: get_allocations_for_resource_provider; the consumers holding something of the provider.</summary>
    Task<IReadOnlySet<string>> GetConsumersOfProviderAsync(string providerUuid, CancellationToken cancellationToken);

    /// <summary>nova: delete_allocation_for_instance. True when there was something to delete.</summary>
    /// <param name="force">Without regard to the consumer's generation.</param>
    Task<bool> DeleteAllocationForInstanceAsync(RequestContext context, string consumerUuid, bool force, CancellationToken cancellationToken);

    /// <summary>nova: move_allocations, from a migration's uuid back to its instance.</summary>
    Task MoveAllocationsAsync(RequestContext context, string sourceConsumer, string targetConsumer, CancellationToken cancellationToken);

    /// <summary>nova: remove_provider_tree_from_instance_allocation.</summary>
    Task RemoveProviderFromAllocationAsync(RequestContext context, string consumerUuid, string providerUuid, CancellationToken cancellationToken);

    /// <summary>nova: ComputeVirtAPI.update_compute_provider_status; adds or removes COMPUTE_STATUS_DISABLED.</summary>
    Task UpdateComputeProviderStatusAsync(RequestContext context, string providerUuid, bool enabled, CancellationToken cancellationToken);
}
