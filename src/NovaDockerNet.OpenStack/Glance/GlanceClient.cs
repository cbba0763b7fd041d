using System.Net;
using System.Net.Http.Headers;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.OpenStack.Http;
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

    /// <summary>Uploads data of unknown length as it is written. What <paramref name="write"/> throws goes on to the caller.</summary>
    /// <param name="imageId">A queued image.</param>
    /// <param name="write">Writes the data.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task UploadAsync(string imageId, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        UploadAsync(imageId, () => new StreamedContent(write), cancellationToken);

    /// <summary>Sets these members of the image's record and leaves the others.</summary>
    public async Task<GlanceImage> UpdateAsync(string imageId, JObject values, CancellationToken cancellationToken)
    {
        // "add" replaces what is there, RFC 6902 4.1.
        var patch = new JArray(values.Properties().Select(value => new JObject
        {
            ["op"] = "add",
            ["path"] = "/" + value.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal),
            ["value"] = value.Value.DeepClone(),
        })).ToString(Formatting.None);
        var request = new ServiceRequest(HttpMethod.Patch, Path(imageId))
        {
            Content = () => new StringContent(patch, new MediaTypeHeaderValue("application/openstack-images-v2.1-json-patch")),
        };
        return new(await service.JsonAsync(request, cancellationToken) ?? []);
    }

    /// <summary>The images that have these values, newest first; all pages.</summary>
    public async Task<IReadOnlyList<GlanceImage>> ListAsync(IReadOnlyDictionary<string, string> filters, CancellationToken cancellationToken)
    {
        var images = new List<GlanceImage>();
        var query = string.Concat(filters.Select(filter => $"&{Uri.EscapeDataString(filter.Key)}={Uri.EscapeDataString(filter.Value)}"));
        for (var next = $"/v2/images?sort_key=created_at&sort_dir=desc{query}"; next is not null;)
        {
            var page = await service.GetAsync(next, cancellationToken);
            images.AddRange((page["images"] as JArray ?? []).OfType<JObject>().Select(image => new GlanceImage(image)));
            next = (string?)page["next"];
        }
        return images;
    }

    public Task DeleteAsync(string imageId, CancellationToken cancellationToken) => service.DeleteAsync(Path(imageId), cancellationToken);

    static string Path(string imageId) => $"/v2/images/{Uri.EscapeDataString(imageId)}";
}
