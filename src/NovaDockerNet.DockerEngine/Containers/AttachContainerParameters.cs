namespace NovaDockerNet.DockerEngine.Containers;

public sealed record AttachContainerParameters
{
    /// <summary>A sequence nobody types, for a client that does not want to be detached by one: Docker's own is ctrl-p ctrl-q.</summary>
    public const string NoDetachKeys = "ctrl-@,ctrl-@,ctrl-@,ctrl-@,ctrl-@,ctrl-@,ctrl-@,ctrl-@";

    /// <summary>Typed keys that end the attachment; null for Docker's default.</summary>
    public string? DetachKeys { get; init; }

    public bool Stdin { get; init; }

    public bool Stdout { get; init; } = true;

    public bool Stderr { get; init; } = true;

    /// <summary>First what the log already holds.</summary>
    public bool Logs { get; init; }
}
