using Newtonsoft.Json;

namespace NovaDockerNet.DockerEngine.Containers;

/// <summary>Body of POST /containers/create. Null leaves the image's or the daemon's default.</summary>
public sealed record CreateContainerParameters
{
    [JsonIgnore]
    public string? Name { get; init; }

    public required string Image { get; init; }

    public string? Hostname { get; init; }

    public string? Domainname { get; init; }

    public string? User { get; init; }

    public IReadOnlyList<string>? Env { get; init; }

    public IReadOnlyList<string>? Cmd { get; init; }

    public IReadOnlyList<string>? Entrypoint { get; init; }

    public string? WorkingDir { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public bool? Tty { get; init; }

    public bool? OpenStdin { get; init; }

    public bool? StdinOnce { get; init; }

    public bool? NetworkDisabled { get; init; }

    public string? StopSignal { get; init; }

    public HostConfig? HostConfig { get; init; }
}
