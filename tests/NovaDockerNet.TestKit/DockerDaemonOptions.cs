namespace NovaDockerNet.TestKit;

public sealed record DockerDaemonOptions
{
    /// <summary>OCI runtimes to register: name to path and arguments.</summary>
    public IReadOnlyDictionary<string, (string Path, string[] Arguments)> Runtimes { get; init; } =
        new Dictionary<string, (string, string[])>();

    public bool LiveRestore { get; init; }

    /// <summary>A containerd that outlives dockerd, as distributions run it; otherwise dockerd starts one, which dies with it.</summary>
    public bool OwnContainerd { get; init; }
}
