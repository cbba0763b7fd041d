namespace NovaDockerNet.Compute.Startup;

/// <summary>Another compute service already is this host.</summary>
public sealed class HostInUseException(string message, Exception? inner = null) : Exception(message, inner);
