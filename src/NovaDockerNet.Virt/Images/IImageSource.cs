using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;

namespace NovaDockerNet.Virt.Images;

/// <summary>Where image data comes from and snapshots go to: Glance, with the rights of the request's user.</summary>
public interface IImageSource
{
    /// <summary>Glance's record. Raises ImageNotFound, ImageNotAuthorized, GlanceConnectionFailed.</summary>
    Task<JObject> ShowAsync(RequestContext context, string imageId, CancellationToken cancellationToken);

    /// <summary>The data from <paramref name="offset"/> on, or from the beginning when the store cannot skip. Raises the same.</summary>
    Task<ImageData> OpenAsync(RequestContext context, string imageId, long offset, CancellationToken cancellationToken);

    /// <summary>Sets these members of the image's record and fills it with what <paramref name="write"/> writes, whose exceptions go on as they are.</summary>
    /// <remarks>Raises ImageNotFound, ImageNotAuthorized, ImageQuotaExceeded, CouldNotUploadImage, GlanceConnectionFailed.</remarks>
    Task UploadAsync(
        RequestContext context, string imageId, JObject values, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken);
}
