namespace NovaDockerNet.OpenStack.Identity;

/// <summary>The catalog has no endpoint for a service.</summary>
public sealed class EndpointNotFoundException(string message) : OpenStackException(message);
