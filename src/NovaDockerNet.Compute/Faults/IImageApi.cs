using NovaDockerNet.Objects;

namespace NovaDockerNet.Compute.Faults;

/// <summary>What refusing a snapshot needs of the image service. nova: image/glance.py API.</summary>
public interface IImageApi
{
    /// <summary>Deletes an image with the caller's token; an image that is gone is success.</summary>
    Task DeleteAsync(RequestContext context, string imageId, CancellationToken cancellationToken);
}
