namespace NovaDockerNet.Objects.Profiles;

/// <summary>A release, service version or object that no profile knows.</summary>
public sealed class UnsupportedReleaseException(string message) : Exception(message);
