using NovaDockerNet.DockerEngine.Streams;
using NovaDockerNet.DockerEngine.Transport;

namespace NovaDockerNet.DockerEngine.Execs;

/// <summary>docker exec.</summary>
public sealed class ExecApi
{
    private readonly DockerTransport _transport;

    internal ExecApi(DockerTransport transport) => _transport = transport;

    /// <summary>Returns the exec's id.</summary>
    public async Task<string> CreateAsync(string containerId, CreateExecParameters parameters, CancellationToken cancellationToken)
        => (await _transport.CallAsync<CreateExecResponse>(
            HttpMethod.Post, $"/containers/{QueryString.Segment(containerId)}/exec", parameters, $"create exec in container {containerId}",
            cancellationToken)).Id;

    /// <summary>Starts it and takes over its standard input and output.</summary>
    public async Task<AttachedStream> StartAsync(string execId, bool terminal, CancellationToken cancellationToken)
        => new(
            await _transport.HijackAsync(
                $"/exec/{QueryString.Segment(execId)}/start", new { Detach = false, Tty = terminal }, $"start exec {execId}", cancellationToken),
            terminal);

    public Task<ExecInspect> InspectAsync(string execId, CancellationToken cancellationToken)
        => _transport.CallAsync<ExecInspect>(
            HttpMethod.Get, $"/exec/{QueryString.Segment(execId)}/json", null, $"inspect exec {execId}", cancellationToken);

    public Task ResizeAsync(string execId, int height, int width, CancellationToken cancellationToken)
        => _transport.CallAsync(
            HttpMethod.Post,
            new QueryString($"/exec/{QueryString.Segment(execId)}/resize").Add("h", height).Add("w", width).ToString(), null,
            $"resize the terminal of exec {execId}", cancellationToken);
}
