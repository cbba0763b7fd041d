using NovaDockerNet.DockerEngine.Transport;

namespace NovaDockerNet.DockerEngine.Systems;

/// <summary>The daemon itself.</summary>
public sealed class SystemApi
{
    private readonly DockerTransport _transport;

    internal SystemApi(DockerTransport transport) => _transport = transport;

    /// <summary>Returns when the daemon answers.</summary>
    public Task PingAsync(CancellationToken cancellationToken)
        => _transport.CallAsync(HttpMethod.Get, "/_ping", null, "ping", cancellationToken);

    /// <summary>docker info</summary>
    public Task<SystemInfo> InfoAsync(CancellationToken cancellationToken)
        => _transport.CallAsync<SystemInfo>(HttpMethod.Get, "/info", null, "read docker info", cancellationToken);

    /// <summary>docker version</summary>
    public Task<EngineVersion> VersionAsync(CancellationToken cancellationToken)
        => _transport.CallAsync<EngineVersion>(HttpMethod.Get, "/version", null, "read docker version", cancellationToken);

    /// <summary>docker events. When this returns the daemon is already recording: a listing made afterwards misses nothing.</summary>
    public async Task<DockerEventStream> EventsAsync(EventsParameters parameters, CancellationToken cancellationToken)
    {
        var path = new QueryString("/events").Add("since", parameters.Since).Add("until", parameters.Until)
            .AddFilters(parameters.Filters).ToString();
        return new DockerEventStream(await _transport.OpenAsync(HttpMethod.Get, path, null, "follow docker events", cancellationToken));
    }
}
