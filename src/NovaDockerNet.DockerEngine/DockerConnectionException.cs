namespace NovaDockerNet.DockerEngine;

/// <summary>The daemon cannot be reached, went away, did not answer in time, or spoke something else: whether the call took effect is unknown.</summary>
public sealed class DockerConnectionException(string message, Exception? innerException = null) : DockerException(message, innerException);
