using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.DockerEngine.Execs;
using NovaDockerNet.DockerEngine.Images;
using NovaDockerNet.DockerEngine.Systems;
using NovaDockerNet.DockerEngine.Transport;

namespace NovaDockerNet.DockerEngine;

/// <summary>Client of the Docker Engine API over its unix socket. Thread-safe; one per daemon.</summary>
/// <remarks>
/// A call fails with <see cref="DockerConnectionException"/> when the daemon cannot be reached or does not answer, and with
/// <see cref="DockerOperationException"/> when it answered no. https://docs.docker.com/engine/api/
/// </remarks>
public sealed class DockerEngineClient : IDisposable
{
    private readonly DockerTransport _transport;

    public DockerEngineClient(DockerEngineOptions options)
    {
        _transport = new DockerTransport(options);
        Containers = new ContainerApi(_transport);
        Images = new ImageApi(_transport);
        Exec = new ExecApi(_transport);
        System = new SystemApi(_transport);
    }

    public ContainerApi Containers { get; }

    public ImageApi Images { get; }

    public ExecApi Exec { get; }

    public SystemApi System { get; }

    /// <summary>The API version spoken, negotiated with the daemon at the first call.</summary>
    public Task<DockerApiVersion> GetApiVersionAsync(CancellationToken cancellationToken) => _transport.GetVersionAsync(cancellationToken);

    public void Dispose() => _transport.Dispose();
}
