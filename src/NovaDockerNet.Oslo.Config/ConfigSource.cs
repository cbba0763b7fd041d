namespace NovaDockerNet.Oslo.Config;

/// <summary>A <c>--config-file</c>, or a <c>--config-dir</c> whose <c>*.conf</c> files are read in the order of their names.</summary>
public sealed record ConfigSource(string Path, bool IsDirectory);
