using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;

namespace NovaDockerNet.Virt.Images;

/// <summary>Glance's images on this host's Docker.</summary>
public interface IGuestImages
{
    /// <summary>Prepares the folders and removes what an earlier run left half done.</summary>
    void Initialise();

    Task<GuestImage> PrepareAsync(RequestContext context, JObject imageMeta, CancellationToken cancellationToken);

    Task<ImageCacheResult> CacheAsync(RequestContext context, string imageId, CancellationToken cancellationToken);

    /// <summary>Fills an image that nova-api has made in Glance.</summary>
    /// <param name="values">Members of its record to set first.</param>
    /// <param name="write">Writes the archive; its exceptions go on as they are.</param>
    Task UploadAsync(
        RequestContext context, string imageId, JObject values, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken);

    Task EvictAsync(IReadOnlySet<string> usedImageIds, CancellationToken cancellationToken);
}
