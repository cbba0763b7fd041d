using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;

namespace NovaDockerNet.Compute.Faults;

/// <summary>Deletes the queued image nova-api made for a snapshot that fails. nova: compute/manager.py delete_image_on_error.</summary>
sealed partial class DeleteImageOnError(IImageApi images, ILogger<DeleteImageOnError> logger) : IOperationFilter
{
    public string? Decorator => "delete_image_on_error";

    public async Task<JToken?> InvokeAsync(Operation operation, OperationHandler next, CancellationToken cancellationToken)
    {
        try
        {
            return await next(operation, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            if (operation.Arguments.OptionalText("image_id") is { } imageId)
                await DeleteAsync(operation, imageId, cancellationToken);
            throw;
        }
    }

    private async Task DeleteAsync(Operation operation, string imageId, CancellationToken cancellationToken)
    {
        try
        {
            await images.DeleteAsync(operation.Context, imageId, cancellationToken);
        }
        catch (Exception e)
        {
            LogNotDeleted(e, imageId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Error while trying to clean up image {ImageId}")]
    private partial void LogNotDeleted(Exception exception, string imageId);
}
