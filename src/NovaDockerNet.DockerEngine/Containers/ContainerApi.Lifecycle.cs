using NovaDockerNet.DockerEngine.Transport;

namespace NovaDockerNet.DockerEngine.Containers;

public sealed partial class ContainerApi
{
    /// <summary>docker start; false if it was running already.</summary>
    public Task<bool> StartAsync(string id, CancellationToken cancellationToken)
        => ChangeAsync(Path(id, "start"), $"start container {id}", cancellationToken);

    /// <summary>docker stop: its stop signal, then SIGKILL after <paramref name="timeout"/>; false if it was stopped already.</summary>
    public Task<bool> StopAsync(string id, TimeSpan timeout, CancellationToken cancellationToken)
        => ChangeAsync(
            new QueryString(Path(id, "stop")).Add("t", Seconds(timeout)).ToString(), $"stop container {id}", cancellationToken, timeout);

    /// <summary>docker restart</summary>
    public Task RestartAsync(string id, TimeSpan timeout, CancellationToken cancellationToken)
        => ChangeAsync(
            new QueryString(Path(id, "restart")).Add("t", Seconds(timeout)).ToString(), $"restart container {id}", cancellationToken, timeout);

    /// <summary>docker kill; a container that does not run is a conflict.</summary>
    public Task KillAsync(string id, string? signal, CancellationToken cancellationToken)
        => ChangeAsync(new QueryString(Path(id, "kill")).Add("signal", signal).ToString(), $"kill container {id}", cancellationToken);

    /// <summary>docker pause</summary>
    public Task PauseAsync(string id, CancellationToken cancellationToken)
        => ChangeAsync(Path(id, "pause"), $"pause container {id}", cancellationToken);

    /// <summary>docker unpause</summary>
    public Task UnpauseAsync(string id, CancellationToken cancellationToken)
        => ChangeAsync(Path(id, "unpause"), $"unpause container {id}", cancellationToken);

    /// <summary>docker wait; returns when the condition holds, without a time limit of its own.</summary>
    public async Task<WaitContainerResponse> WaitAsync(string id, WaitCondition condition, CancellationToken cancellationToken)
    {
        var name = condition switch
        {
            WaitCondition.NextExit => "next-exit",
            WaitCondition.Removed => "removed",
            _ => "not-running",
        };
        var body = await _transport.CallAsync(
            HttpMethod.Post, new QueryString(Path(id, "wait")).Add("condition", name).ToString(), null, $"wait for container {id}",
            cancellationToken, Timeout.InfiniteTimeSpan);
        // The daemon sends the headers at once and the body at the end: going away in between leaves it empty.
        if (string.IsNullOrWhiteSpace(body))
            throw new DockerConnectionException($"wait for container {id}: the daemon went away");
        return DockerJson.Read<WaitContainerResponse>(body);
    }
}
