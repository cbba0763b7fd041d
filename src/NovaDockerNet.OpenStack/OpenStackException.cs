namespace NovaDockerNet.OpenStack;

/// <summary>Anything that went wrong between us and an OpenStack service.</summary>
public abstract class OpenStackException(string message, Exception? inner = null) : Exception(message, inner);
