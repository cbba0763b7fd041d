using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;

namespace NovaDockerNet.Compute.Faults;

/// <summary>What operations need of the image service, with the caller's token. nova: image/glance.py API.</summary>
public interface IImageApi
{
    /// <summary>nova: get; nova's image dictionary, as in build_and_run_instance. Raises ImageNotFound, ImageNotAuthorized, GlanceConnectionFailed.</summary>
    Task<JObject> GetAsync(RequestContext context, string imageId, CancellationToken cancellationToken);

    /// <summary>nova: get_all, by properties; ids, newest first.</summary>
    Task<IReadOnlyList<string>> ListAsync(
        RequestContext context, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken);

    /// <summary>Where Glance has an image, for notifications to say. nova: generate_image_url.</summary>
    Task<string> UrlOfAsync(RequestContext context, string imageId, CancellationToken cancellationToken);

    /// <summary>Deletes an image; one that is gone is success.</summary>
    Task DeleteAsync(RequestContext context, string imageId, CancellationToken cancellationToken);
}
