namespace NovaDockerNet.DockerEngine.Containers;

/// <summary>The portable side of a container or image, as inspect shows it.</summary>
public sealed record ContainerConfig
{
    public string Hostname { get; init; } = "";

    public string User { get; init; } = "";

    public bool Tty { get; init; }

    public bool OpenStdin { get; init; }

    public IReadOnlyList<string> Env { get; init; } = [];

    public IReadOnlyList<string> Cmd { get; init; } = [];

    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    public string Image { get; init; } = "";

    public string WorkingDir { get; init; } = "";

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public string? StopSignal { get; init; }

    public bool NetworkDisabled { get; init; }
}
