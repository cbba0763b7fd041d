using System.Globalization;
using System.Runtime.CompilerServices;
using NovaDockerNet.DockerEngine.Streams;
using NovaDockerNet.DockerEngine.Transport;

namespace NovaDockerNet.DockerEngine.Containers;

public sealed partial class ContainerApi
{
    /// <summary>docker logs</summary>
    /// <param name="terminal">Whether the container has a terminal (Config.Tty): the daemon's stream does not say before API 1.42.</param>
    public async IAsyncEnumerable<OutputFrame> LogsAsync(
        string id, ContainerLogsParameters parameters, bool terminal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = new QueryString(Path(id, "logs"))
            .Add("stdout", parameters.Stdout).Add("stderr", parameters.Stderr).Add("follow", parameters.Follow)
            .Add("timestamps", parameters.Timestamps).Add("since", parameters.Since).Add("until", parameters.Until)
            .Add("tail", parameters.Tail?.ToString(CultureInfo.InvariantCulture)).ToString();
        using var stream = await _transport.OpenAsync(HttpMethod.Get, path, null, $"read the log of container {id}", cancellationToken);
        await foreach (var frame in OutputReader.ReadAsync(stream, terminal, cancellationToken))
            yield return frame;
    }

    /// <summary>docker attach</summary>
    public async Task<AttachedStream> AttachAsync(
        string id, AttachContainerParameters parameters, bool terminal, CancellationToken cancellationToken)
    {
        var path = new QueryString(Path(id, "attach"))
            .Add("stream", true).Add("stdin", parameters.Stdin).Add("stdout", parameters.Stdout).Add("stderr", parameters.Stderr)
            .Add("logs", parameters.Logs).Add("detachKeys", parameters.DetachKeys).ToString();
        return new AttachedStream(await _transport.HijackAsync(path, null, $"attach to container {id}", cancellationToken), terminal);
    }

    /// <summary>Size of the container's terminal.</summary>
    public Task ResizeAsync(string id, int height, int width, CancellationToken cancellationToken)
        => _transport.CallAsync(
            HttpMethod.Post, new QueryString(Path(id, "resize")).Add("h", height).Add("w", width).ToString(), null,
            $"resize the terminal of container {id}", cancellationToken);

    /// <summary>docker export: a tar of the whole file system. The caller disposes the stream.</summary>
    public Task<Stream> ExportAsync(string id, CancellationToken cancellationToken)
        => _transport.OpenAsync(HttpMethod.Get, Path(id, "export"), null, $"export container {id}", cancellationToken);

    /// <summary>docker cp CONTAINER:path -: a tar. The caller disposes the stream.</summary>
    public Task<Stream> GetArchiveAsync(string id, string path, CancellationToken cancellationToken)
        => _transport.OpenAsync(
            HttpMethod.Get, new QueryString(Path(id, "archive")).Add("path", path).ToString(), null, $"copy {path} out of container {id}",
            cancellationToken);

    /// <summary>docker cp - CONTAINER:path: unpacks a tar into an existing folder, also before the first start.</summary>
    public Task PutArchiveAsync(string id, string path, Stream tar, CancellationToken cancellationToken)
        => _transport.UploadAsync(
            HttpMethod.Put, new QueryString(Path(id, "archive")).Add("path", path).ToString(), tar, $"copy files into container {id}",
            cancellationToken);
}
