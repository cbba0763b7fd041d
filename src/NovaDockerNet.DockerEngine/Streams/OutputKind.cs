namespace NovaDockerNet.DockerEngine.Streams;

/// <summary>First byte of a frame's header.</summary>
public enum OutputKind
{
    Stdin = 0,
    Stdout = 1,
    Stderr = 2,

    /// <summary>The daemon's own error about the stream.</summary>
    SystemError = 3,
}
