using System.Net;
using Newtonsoft.Json.Linq;
using NovaDockerNet.OpenStack.Services;

namespace NovaDockerNet.OpenStack.Glance;

/// <summary>Image API v2.</summary>
public sealed class GlanceClient(ServiceClient service)
{
    /// <summary>What <see cref="ServiceOptions.VersionPath"/> must be for this client.</summary>
    public const string VersionPath = "/v2";

    public async Task<GlanceImage> ShowAsync(string imageId, CancellationToken cancellationToken) =>
        new(await service.GetAsync(Path(imageId), cancellationToken));

    /// <summary>Opens the image's data, from <paramref name="offset"/> on if Glance's store can.</summary>
    /// <exception cref="OpenStackHttpException">204 NoContent when the image has no data yet; 404, 403 as Glance says.</exception>
    public async Task<ImageDownload> DownloadAsync(string imageId, long offset, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>();
        if (offset > 0)
            headers["Range"] = $"bytes={offset}-";
        var response = await service.SendAsync(
            new(HttpMethod.Get, $"{Path(imageId)}/file") { Stream = true, Headers = headers }, cancellationToken);
        try
        {
            if (response.StatusCode == HttpStatusCode.NoContent)
                throw new OpenStackHttpException(response.StatusCode, null, "the image has no data", $"downloading image {imageId}");
            var range = response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange : null;
            var md5 = response.Content.Headers.TryGetValues("Content-MD5", out var values) ? values.FirstOrDefault() : null;
            return new(
                await service.BodyAsync(response, cancellationToken),
                range?.From ?? 0, range is null ? response.Content.Headers.ContentLength : range.Length, md5);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <param name="image">name, disk_format, container_format, visibility and free properties.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<GlanceImage> CreateAsync(JObject image, CancellationToken cancellationToken) =>
        new(await service.PostAsync("/v2/images", image, cancellationToken));

    /// <param name="imageId">A queued image.</param>
    /// <param name="content">Makes the body, once per attempt.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task UploadAsync(string imageId, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        using var response = await service.SendAsync(
            new(HttpMethod.Put, $"{Path(imageId)}/file") { Content = content }, cancellationToken);
    }

    public Task DeleteAsync(string imageId, CancellationToken cancellationToken) => service.DeleteAsync(Path(imageId), cancellationToken);

    static string Path(string imageId) => $"/v2/images/{Uri.EscapeDataString(imageId)}";
}
