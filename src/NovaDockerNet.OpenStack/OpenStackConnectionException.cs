namespace NovaDockerNet.OpenStack;

/// <summary>No answer: refused, reset, timed out or not TLS. Whether the service acted on the request is unknown unless it was never sent.</summary>
public sealed class OpenStackConnectionException(string message, Exception? inner = null) : OpenStackException(message, inner);
