using System.Globalization;
using System.Net;
using NovaDockerNet.DockerEngine.Streams;
using NovaDockerNet.DockerEngine.Transport;

namespace NovaDockerNet.DockerEngine.Containers;

/// <summary>/containers. Ids may be full, short or names.</summary>
public sealed partial class ContainerApi
{
    private readonly DockerTransport _transport;

    internal ContainerApi(DockerTransport transport) => _transport = transport;

    /// <summary>docker create</summary>
    public Task<CreateContainerResponse> CreateAsync(CreateContainerParameters parameters, CancellationToken cancellationToken)
        => _transport.CallAsync<CreateContainerResponse>(
            HttpMethod.Post, new QueryString("/containers/create").Add("name", parameters.Name).ToString(), parameters,
            $"create container {parameters.Name}", cancellationToken);

    /// <summary>docker ps</summary>
    public Task<List<ContainerSummary>> ListAsync(ListContainersParameters parameters, CancellationToken cancellationToken)
        => _transport.CallAsync<List<ContainerSummary>>(
            HttpMethod.Get,
            new QueryString("/containers/json").Add("all", parameters.All).Add("size", parameters.Size).AddFilters(parameters.Filters).ToString(),
            null, "list containers", cancellationToken);

    /// <summary>docker inspect</summary>
    public Task<ContainerInspect> InspectAsync(string id, CancellationToken cancellationToken)
        => _transport.CallAsync<ContainerInspect>(HttpMethod.Get, Path(id, "json"), null, $"inspect container {id}", cancellationToken);

    /// <summary>docker rm</summary>
    public Task RemoveAsync(string id, bool force, bool removeVolumes, CancellationToken cancellationToken)
        => _transport.CallAsync(
            HttpMethod.Delete,
            new QueryString($"/containers/{QueryString.Segment(id)}").Add("force", force).Add("v", removeVolumes).ToString(),
            null, $"remove container {id}", cancellationToken);

    /// <summary>docker update; returns the daemon's warnings.</summary>
    public async Task<IReadOnlyList<string>> UpdateAsync(string id, UpdateContainerParameters parameters, CancellationToken cancellationToken)
        => (await _transport.CallAsync<UpdateContainerResponse>(
            HttpMethod.Post, Path(id, "update"), parameters, $"update container {id}", cancellationToken)).Warnings;

    /// <summary>docker commit, without a time limit of its own: it takes as long as what was written is large. Returns the new image's id.</summary>
    public async Task<string> CommitAsync(string id, CommitContainerParameters parameters, CancellationToken cancellationToken)
        => DockerJson.Read<CommitContainerResponse>(await _transport.CallAsync(
            HttpMethod.Post,
            new QueryString("/commit").Add("container", id).Add("repo", parameters.Repo).Add("tag", parameters.Tag)
                .Add("comment", parameters.Comment).Add("pause", parameters.Pause ? "1" : "0").ToString(),
            null, $"commit container {id}", cancellationToken, Timeout.InfiniteTimeSpan)).Id;

    /// <summary>docker stats --no-stream</summary>
    public Task<ContainerStats> StatsAsync(string id, CancellationToken cancellationToken)
        => _transport.CallAsync<ContainerStats>(
            HttpMethod.Get, new QueryString(Path(id, "stats")).Add("stream", "0").Add("one-shot", "1").ToString(), null,
            $"read statistics of container {id}", cancellationToken);

    private static string Path(string id, string action) => $"/containers/{QueryString.Segment(id)}/{action}";

    private async Task<bool> ChangeAsync(string path, string call, CancellationToken cancellationToken, TimeSpan? extraTime = null)
        => (await _transport.CallWithStatusAsync(HttpMethod.Post, path, null, call, cancellationToken, extraTime)).Status
            != HttpStatusCode.NotModified;

    private static string? Seconds(TimeSpan? time) => time is { } t ? Math.Ceiling(t.TotalSeconds).ToString("0", CultureInfo.InvariantCulture) : null;
}
