namespace NovaDockerNet.DockerEngine;

/// <summary>How to reach the Docker Engine.</summary>
public sealed record DockerEngineOptions
{
    /// <summary>unix:///path of the daemon's socket.</summary>
    public string Endpoint { get; init; } = "unix:///var/run/docker.sock";

    /// <summary>API version to speak, as "1.41"; null negotiates the newest both sides know.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>How long a call may take before it counts as a connection failure. Streams (logs, events, load, save, attach, wait) have no limit.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    internal string SocketPath => Endpoint.StartsWith("unix://", StringComparison.Ordinal) && Endpoint.Length > "unix://".Length
        ? Endpoint["unix://".Length..]
        : throw new ArgumentException($"Docker endpoint \"{Endpoint}\" is not supported: it must be unix:///path/of/docker.sock");
}
