namespace NovaDockerNet.Daemon.Cli;

/// <summary>Typed wrongly.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
