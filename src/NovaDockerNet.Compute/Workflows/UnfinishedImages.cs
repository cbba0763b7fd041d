using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>The images nova-api has made for snapshots that came to nothing. nova: compute/manager.py _snapshot_instance, its except arms.</summary>
sealed partial class UnfinishedImages(IImageApi images, ILogger<UnfinishedImages> logger)
{
    /// <summary>Deletes the image unless its data is there whole.</summary>
    public async Task DeleteAsync(RequestContext context, string imageId, CancellationToken cancellationToken)
    {
        try
        {
            if ((string?)(await images.GetAsync(context, imageId, cancellationToken))["status"] != "active")
                await images.DeleteAsync(context, imageId, cancellationToken);
        }
        catch (ImageNotFound)
        {
            LogGone(imageId);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogLeft(e, imageId);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Image not found during clean up {ImageId}")]
    private partial void LogGone(string imageId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Error while trying to clean up image {ImageId}")]
    private partial void LogLeft(Exception exception, string imageId);
}
