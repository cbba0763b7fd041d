namespace NovaDockerNet.Objects.Exceptions;

public sealed class PlacementAPIConnectFailure(ExceptionDetails details) : NovaException(details)
{
    public PlacementAPIConnectFailure()
        : this(Describe("Unable to communicate with the Placement API.", 500))
    {
    }

    public PlacementAPIConnectFailure(string message)
        : this(Describe(message, 500))
    {
    }
}

public class PlacementAPIConflict(ExceptionDetails details) : NovaException(details)
{
    public PlacementAPIConflict(string url, string error)
        : this(Describe("A conflict was encountered attempting to invoke the placement API at URL %(url)s: %(error)s", 500, ("url", url), ("error", error)))
    {
    }
}

public sealed class ResourceProviderNotFound(ExceptionDetails details) : NotFound(details)
{
    public ResourceProviderNotFound(string nameOrUuid)
        : this(Describe("No such resource provider %(name_or_uuid)s.", 404, ("name_or_uuid", nameOrUuid)))
    {
    }
}

public sealed class ResourceProviderCreationFailed(ExceptionDetails details) : NovaException(details)
{
    public ResourceProviderCreationFailed(string name)
        : this(Describe("Failed to create resource provider %(name)s", 500, ("name", name)))
    {
    }
}

public sealed class ResourceProviderRetrievalFailed(ExceptionDetails details) : NovaException(details)
{
    public ResourceProviderRetrievalFailed(string uuid)
        : this(Describe("Failed to get resource provider with UUID %(uuid)s", 500, ("uuid", uuid)))
    {
    }
}

public sealed class ResourceProviderAggregateRetrievalFailed(ExceptionDetails details) : NovaException(details)
{
    public ResourceProviderAggregateRetrievalFailed(string uuid)
        : this(Describe("Failed to get aggregates for resource provider with UUID %(uuid)s", 500, ("uuid", uuid)))
    {
    }
}

public sealed class ResourceProviderTraitRetrievalFailed(ExceptionDetails details) : NovaException(details)
{
    public ResourceProviderTraitRetrievalFailed(string uuid)
        : this(Describe("Failed to get traits for resource provider with UUID %(uuid)s", 500, ("uuid", uuid)))
    {
    }
}

public sealed class ResourceProviderAllocationRetrievalFailed(ExceptionDetails details) : NovaException(details)
{
    public ResourceProviderAllocationRetrievalFailed(string rpUuid, string error)
        : this(Describe("Failed to retrieve allocations for resource provider %(rp_uuid)s: %(error)s", 500, ("rp_uuid", rpUuid), ("error", error)))
    {
    }
}

public sealed class ResourceProviderUpdateConflict(ExceptionDetails details) : PlacementAPIConflict(details)
{
    public ResourceProviderUpdateConflict(string uuid, long generation, string error)
        : this(Describe("A conflict was encountered attempting to update resource provider %(uuid)s (generation %(generation)d): %(error)s", 500, ("uuid", uuid), ("generation", generation), ("error", error)))
    {
    }
}

public sealed class ResourceProviderUpdateFailed(ExceptionDetails details) : NovaException(details)
{
    public ResourceProviderUpdateFailed(string url, string error)
        : this(Describe("Failed to update resource provider via URL %(url)s: %(error)s", 500, ("url", url), ("error", error)))
    {
    }
}

public sealed class ResourceProviderSyncFailed(ExceptionDetails details) : NovaException(details)
{
    public ResourceProviderSyncFailed()
        : this(Describe("Failed to synchronize the placement service with resource provider information supplied by the compute host.", 500))
    {
    }

    public ResourceProviderSyncFailed(string message)
        : this(Describe(message, 500))
    {
    }
}

public sealed class ResourceProviderInUse(ExceptionDetails details) : NovaException(details)
{
    public ResourceProviderInUse()
        : this(Describe("Resource provider has allocations.", 500))
    {
    }

    public ResourceProviderInUse(string message)
        : this(Describe(message, 500))
    {
    }
}

public sealed class ResourceProviderDeletionFailed(ExceptionDetails details) : NovaException(details)
{
    public ResourceProviderDeletionFailed(string uuid)
        : this(Describe("Failed to delete resource provider %(uuid)s", 500, ("uuid", uuid)))
    {
    }
}

public sealed class InvalidResourceClass(ExceptionDetails details) : Invalid(details)
{
    public InvalidResourceClass(string resourceClass)
        : this(Describe("Resource class '%(resource_class)s' invalid.", 400, ("resource_class", resourceClass)))
    {
    }
}

public class InvalidInventory(ExceptionDetails details) : Invalid(details)
{
    public InvalidInventory(string resourceClass, string resourceProvider)
        : this(Describe("Inventory for '%(resource_class)s' on resource provider '%(resource_provider)s' invalid.", 400, ("resource_class", resourceClass), ("resource_provider", resourceProvider)))
    {
    }
}

public sealed class InventoryInUse(ExceptionDetails details) : InvalidInventory(details)
{
    public InventoryInUse(string resourceClass, string resourceProvider)
        : this(Describe("Inventory for '%(resource_class)s' on resource provider '%(resource_provider)s' invalid.", 400, ("resource_class", resourceClass), ("resource_provider", resourceProvider)))
    {
    }
}

public sealed class TraitCreationFailed(ExceptionDetails details) : NovaException(details)
{
    public TraitCreationFailed(string name, string error)
        : this(Describe("Failed to create trait %(name)s: %(error)s", 500, ("name", name), ("error", error)))
    {
    }
}

public sealed class TraitRetrievalFailed(ExceptionDetails details) : NovaException(details)
{
    public TraitRetrievalFailed(string error)
        : this(Describe("Failed to retrieve traits from the placement API: %(error)s", 500, ("error", error)))
    {
    }
}

public sealed class UsagesRetrievalFailed(ExceptionDetails details) : NovaException(details)
{
    public UsagesRetrievalFailed(string projectId, string userId)
        : this(Describe("Failed to retrieve usages for project '%(project_id)s' and user '%(user_id)s'.", 500, ("project_id", projectId), ("user_id", userId)))
    {
    }
}

public sealed class AllocationUpdateFailed(ExceptionDetails details) : NovaException(details)
{
    public AllocationUpdateFailed(string consumerUuid, string error)
        : this(Describe("Failed to update allocations for consumer %(consumer_uuid)s. Error: %(error)s", 500, ("consumer_uuid", consumerUuid), ("error", error)))
    {
    }
}

public sealed class AllocationDeleteFailed(ExceptionDetails details) : NovaException(details)
{
    public AllocationDeleteFailed(string consumerUuid, string error)
        : this(Describe("Failed to delete allocations for consumer %(consumer_uuid)s. Error: %(error)s", 500, ("consumer_uuid", consumerUuid), ("error", error)))
    {
    }
}

public sealed class AllocationMoveFailed(ExceptionDetails details) : NovaException(details)
{
    public AllocationMoveFailed(string sourceConsumer, string targetConsumer, string error)
        : this(Describe("Failed to move allocations from consumer %(source_consumer)s to consumer %(target_consumer)s. Error: %(error)s", 500, ("source_consumer", sourceConsumer), ("target_consumer", targetConsumer), ("error", error)))
    {
    }
}

public sealed class ConsumerAllocationRetrievalFailed(ExceptionDetails details) : NovaException(details)
{
    public ConsumerAllocationRetrievalFailed(string consumerUuid, string error)
        : this(Describe("Failed to retrieve allocations for consumer %(consumer_uuid)s: %(error)s", 500, ("consumer_uuid", consumerUuid), ("error", error)))
    {
    }
}
