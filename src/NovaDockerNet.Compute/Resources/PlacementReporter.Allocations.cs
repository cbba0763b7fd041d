using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.OpenStack;
using NovaDockerNet.OpenStack.Placement;

namespace NovaDockerNet.Compute.Resources;

public sealed partial class PlacementReporter
{
    public async Task<JObject> GetAllocationsForConsumerAsync(string consumerUuid, CancellationToken cancellationToken) =>
        (await ReadAllocationsAsync(consumerUuid, cancellationToken))["allocations"] as JObject ?? [];

    public async Task<IReadOnlySet<string>> GetConsumersOfProviderAsync(string providerUuid, CancellationToken cancellationToken)
    {
        try
        {
            var held = await CallAsync(
                () => client.GetProviderAllocationsAsync(providerUuid, cancellationToken),
                e => new ResourceProviderAllocationRetrievalFailed(providerUuid, e.ServiceMessage));
            return held.Value.Properties().Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        }
        catch (OpenStackHttpException e)
        {
            throw new ResourceProviderAllocationRetrievalFailed(providerUuid, e.ServiceMessage);
        }
    }

    public async Task<bool> DeleteAllocationForInstanceAsync(
        RequestContext context, string consumerUuid, bool force, CancellationToken cancellationToken)
    {
        try
        {
            if (force)
            {
                await CallAsync(() => client.DeleteAllocationsAsync(consumerUuid, cancellationToken), e => new AllocationDeleteFailed(consumerUuid, e.ServiceMessage));
            }
            else
            {
                // With the generation as read: a consumer changed in between is not deleted.
                var payload = await ReadAllocationsAsync(consumerUuid, cancellationToken);
                if (payload["allocations"] is not JObject { Count: > 0 })
                    return false;
                payload["allocations"] = new JObject();
                await CallAsync(() => client.PutAllocationsAsync(consumerUuid, payload, cancellationToken), e => new AllocationDeleteFailed(consumerUuid, e.ServiceMessage));
            }
        }
        catch (OpenStackHttpException e) when (e.IsNotFound)
        {
            return false;
        }
        catch (OpenStackHttpException e)
        {
            throw new AllocationDeleteFailed(consumerUuid, e.ServiceMessage);
        }

        LogAllocationDeleted(consumerUuid);
        return true;
    }

    public async Task MoveAllocationsAsync(RequestContext context, string sourceConsumer, string targetConsumer, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var source = await ReadAllocationsAsync(sourceConsumer, cancellationToken);
            var target = await ReadAllocationsAsync(targetConsumer, cancellationToken);
            if (source["allocations"] is not JObject { Count: > 0 } held)
            {
                // An earlier attempt has moved them, or there never were any.
                LogNothingToMove(sourceConsumer, targetConsumer);
                return;
            }

            var payload = new JObject
            {
                [sourceConsumer] = Allocation(new JObject(), source, source["consumer_generation"]),
                [targetConsumer] = Allocation(held.DeepClone(), source, target["consumer_generation"]),
            };
            try
            {
                await CallAsync(
                    () => client.PostAllocationsAsync(payload, cancellationToken),
                    e => new AllocationMoveFailed(sourceConsumer, targetConsumer, e.ServiceMessage));
                return;
            }
            // Not the consumers but a provider moved on: Placement's own race.
            catch (OpenStackHttpException e) when (attempt < Attempts && PlacementClient.IsGenerationConflict(e) && !IsConsumerConflict(e))
            {
                LogConflict(targetConsumer, attempt, e.ServiceMessage);
            }
            catch (OpenStackHttpException e)
            {
                throw new AllocationMoveFailed(sourceConsumer, targetConsumer, e.ServiceMessage);
            }
        }
    }

    public async Task RemoveProviderFromAllocationAsync(
        RequestContext context, string consumerUuid, string providerUuid, CancellationToken cancellationToken)
    {
        var payload = await ReadAllocationsAsync(consumerUuid, cancellationToken);
        if (payload["allocations"] is not JObject { Count: > 0 } held)
        {
            LogNoAllocations(consumerUuid);
            return;
        }

        var tree = await CallAsync(() => client.GetProviderTreeAsync(providerUuid, cancellationToken), _ => new ResourceProviderRetrievalFailed(providerUuid));
        var before = held.Count;
        foreach (var provider in tree)
            held.Remove(provider.Uuid);
        if (held.Count == before)
        {
            LogNotHeld(consumerUuid, providerUuid);
            return;
        }

        try
        {
            await CallAsync(() => client.PutAllocationsAsync(consumerUuid, payload, cancellationToken), e => new AllocationUpdateFailed(consumerUuid, e.ServiceMessage));
        }
        catch (OpenStackHttpException e)
        {
            throw new AllocationUpdateFailed(consumerUuid, e.ServiceMessage);
        }
    }

    private async Task<JObject> ReadAllocationsAsync(string consumerUuid, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(
                () => client.GetAllocationsAsync(consumerUuid, cancellationToken),
                e => new ConsumerAllocationRetrievalFailed(consumerUuid, e.ServiceMessage));
        }
        catch (OpenStackHttpException e)
        {
            throw new ConsumerAllocationRetrievalFailed(consumerUuid, e.ServiceMessage);
        }
    }

    private static JObject Allocation(JToken allocations, JObject owner, JToken? generation) => new()
    {
        ["allocations"] = allocations,
        ["project_id"] = owner["project_id"],
        ["user_id"] = owner["user_id"],
        ["consumer_generation"] = generation ?? JValue.CreateNull(),
    };

    private static bool IsConsumerConflict(OpenStackHttpException e) =>
        e.ServiceMessage.Contains("consumer generation conflict", StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted allocations for instance {Uuid}")]
    private partial void LogAllocationDeleted(string uuid);

    [LoggerMessage(Level = LogLevel.Information, Message = "Allocations not found for consumer {Source}; assuming they were already moved to consumer {Target}")]
    private partial void LogNothingToMove(string source, string target);

    [LoggerMessage(Level = LogLevel.Error, Message = "Expected to find current allocations for {Uuid}, but found none.")]
    private partial void LogNoAllocations(string uuid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expected to find allocations of {Uuid} referencing resource provider {ProviderUuid}, but found none.")]
    private partial void LogNotHeld(string uuid, string providerUuid);
}
