using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Virt.Images;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>What concerns the host and no instance. nova: set_host_enabled, get_host_uptime, cache_images.</summary>
sealed partial class HostOperations(WorkflowServices services, ILogger<HostOperations> logger)
{
    /// <summary>nova: set_host_enabled, _update_compute_provider_status.</summary>
    public async Task<string> SetHostEnabledAsync(RequestContext context, bool enabled, CancellationToken cancellationToken)
    {
        if (services.Tracker.ComputeNode is not { } node)
        {
            LogNoComputeNode(services.Options.Host);
        }
        else
        {
            try
            {
                await services.Placement.UpdateComputeProviderStatusAsync(context, node.Uuid, enabled, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // Best effort: update_available_resource sets the trait from the service record.
                LogTraitNotSet(e, node.Uuid);
            }
        }
        return enabled ? "enabled" : "disabled";
    }

    public Task<string> GetHostUptimeAsync(CancellationToken cancellationToken) => services.Driver.GetHostUptimeAsync(cancellationToken);

    /// <summary>nova: cache_images; one answer per image, never a failure of the whole.</summary>
    public async Task<JObject> CacheImagesAsync(RequestContext context, IReadOnlyList<string> imageIds, CancellationToken cancellationToken)
    {
        LogCaching(imageIds.Count);
        var results = new JObject();
        foreach (var imageId in imageIds)
        {
            try
            {
                var result = await services.Driver.CacheImageAsync(context, imageId, cancellationToken);
                results[imageId] = result switch
                {
                    ImageCacheResult.Cached => "cached",
                    ImageCacheResult.Existing => "existing",
                    ImageCacheResult.Unsupported => "unsupported",
                    _ => "error",
                };
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogNotCached(e, imageId);
                results[imageId] = "error";
            }
        }
        return results;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unable to add/remove trait COMPUTE_STATUS_DISABLED. No ComputeNode(s) found for host: {Host}")]
    private partial void LogNoComputeNode(string host);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "An error occurred while updating COMPUTE_STATUS_DISABLED on resource provider {ProviderUuid}; the next resource update will")]
    private partial void LogTraitNotSet(Exception exception, string providerUuid);

    [LoggerMessage(Level = LogLevel.Information, Message = "Caching {Count} image(s) by request")]
    private partial void LogCaching(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to cache image {ImageId}")]
    private partial void LogNotCached(Exception exception, string imageId);
}
