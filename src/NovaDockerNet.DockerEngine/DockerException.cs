namespace NovaDockerNet.DockerEngine;

/// <summary>Base of what this client throws.</summary>
public abstract class DockerException(string message, Exception? innerException = null) : Exception(message, innerException);
