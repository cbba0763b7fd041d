namespace NovaDockerNet.Oslo.VersionedObjects;

/// <summary>An object with another major version, or a newer minor that nobody could backport.</summary>
public sealed class IncompatibleObjectVersionException(string objectName, string received, string? supported)
    : Exception(supported is null
        ? $"Object {objectName} {received} is unknown to this release."
        : $"Version {received} of {objectName} is not supported, supported version is {supported}.")
{
    public string ObjectName { get; } = objectName;

    public string Received { get; } = received;

    public string? Supported { get; } = supported;
}
