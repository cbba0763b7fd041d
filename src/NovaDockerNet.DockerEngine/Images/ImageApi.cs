using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine.Transport;

namespace NovaDockerNet.DockerEngine.Images;

/// <summary>/images. Names are references (repo:tag) or ids.</summary>
public sealed class ImageApi
{
    private const string LoadedName = "Loaded image: ";
    private const string LoadedId = "Loaded image ID: ";

    private readonly DockerTransport _transport;

    internal ImageApi(DockerTransport transport) => _transport = transport;

    /// <summary>docker images</summary>
    public Task<List<ImageSummary>> ListAsync(ListImagesParameters parameters, CancellationToken cancellationToken)
        => _transport.CallAsync<List<ImageSummary>>(
            HttpMethod.Get, new QueryString("/images/json").Add("all", parameters.All).AddFilters(parameters.Filters).ToString(), null,
            "list images", cancellationToken);

    /// <summary>docker image inspect</summary>
    public Task<ImageInspect> InspectAsync(string name, CancellationToken cancellationToken)
        => _transport.CallAsync<ImageInspect>(HttpMethod.Get, Path(name, "json"), null, $"inspect image {name}", cancellationToken);

    /// <summary>docker image inspect --format '{{json .Config}}': also the members there is no type for.</summary>
    public async Task<JObject> InspectConfigAsync(string name, CancellationToken cancellationToken)
        => (await _transport.CallAsync<JObject>(HttpMethod.Get, Path(name, "json"), null, $"inspect image {name}", cancellationToken))["Config"] as JObject
            ?? throw new DockerConnectionException($"inspect image {name}: the answer has no Config");

    /// <summary>docker load: returns what the daemon says it loaded, names for tagged images and ids for the others.</summary>
    public async Task<IReadOnlyList<string>> LoadAsync(Stream archive, CancellationToken cancellationToken)
    {
        var messages = await _transport.UploadAsync(HttpMethod.Post, "/images/load?quiet=1", archive, "load image", cancellationToken);
        return
        [
            .. messages
                .SelectMany(m => (m.Value<string>("stream") ?? "").Split('\n'))
                .Select(line => line.StartsWith(LoadedName, StringComparison.Ordinal) ? line[LoadedName.Length..].Trim()
                    : line.StartsWith(LoadedId, StringComparison.Ordinal) ? line[LoadedId.Length..].Trim() : "")
                .Where(name => name.Length > 0),
        ];
    }

    /// <summary>docker import -: an image of one layer from a root file system's tar; returns its id.</summary>
    public async Task<string> ImportAsync(ImportImageParameters parameters, Stream tar, CancellationToken cancellationToken)
    {
        var query = new QueryString("/images/create").Add("fromSrc", "-").Add("repo", parameters.Repo).Add("tag", parameters.Tag)
            .Add("message", parameters.Message).Add("platform", parameters.Platform);
        foreach (var change in parameters.Changes)
            query.Add("changes", change);
        var messages = await _transport.UploadAsync(HttpMethod.Post, query.ToString(), tar, "import image", cancellationToken);
        return messages.Select(m => m.Value<string>("status")?.Trim()).LastOrDefault(s => s?.StartsWith("sha256:", StringComparison.Ordinal) == true)
            ?? throw new DockerConnectionException("import image: the daemon did not name the image it made");
    }

    /// <summary>docker save: a docker-archive of the named images. The caller disposes the stream.</summary>
    public Task<Stream> SaveAsync(string name, CancellationToken cancellationToken)
        => _transport.OpenAsync(HttpMethod.Get, Path(name, "get"), null, $"save image {name}", cancellationToken);

    /// <summary>docker tag</summary>
    public Task TagAsync(string name, string repo, string tag, CancellationToken cancellationToken)
        => _transport.CallAsync(
            HttpMethod.Post, new QueryString(Path(name, "tag")).Add("repo", repo).Add("tag", tag).ToString(), null,
            $"tag image {name} as {repo}:{tag}", cancellationToken);

    /// <summary>docker rmi; an image that a container uses is a conflict.</summary>
    public Task<List<RemovedImage>> RemoveAsync(string name, bool force, CancellationToken cancellationToken)
        => _transport.CallAsync<List<RemovedImage>>(
            HttpMethod.Delete, new QueryString($"/images/{QueryString.Segment(name)}").Add("force", force).ToString(), null,
            $"remove image {name}", cancellationToken);

    private static string Path(string name, string action) => $"/images/{QueryString.Segment(name)}/{action}";
}
