namespace NovaDockerNet.DockerEngine.Streams;

/// <summary>A piece of a container's output. With a terminal everything is <see cref="OutputKind.Stdout"/>.</summary>
public readonly record struct OutputFrame(OutputKind Kind, ReadOnlyMemory<byte> Data);
