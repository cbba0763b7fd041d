using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Objects;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>The images of shelved servers, once they are needed no more. nova: compute/manager.py _delete_snapshot_of_shelved_instance.</summary>
sealed partial class ShelvedSnapshots(IImageApi images, ILogger<ShelvedSnapshots> logger)
{
    /// <summary>Best effort: the server is there whether its image goes or not.</summary>
    public async Task DeleteAsync(RequestContext context, string imageId, CancellationToken cancellationToken)
    {
        try
        {
            await images.DeleteAsync(context, imageId, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogLeft(e, imageId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to delete snapshot {ImageId} from shelved instance")]
    private partial void LogLeft(Exception exception, string imageId);
}
