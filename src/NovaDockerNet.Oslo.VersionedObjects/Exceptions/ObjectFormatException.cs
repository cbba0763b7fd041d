namespace NovaDockerNet.Oslo.VersionedObjects;

/// <summary>A primitive that is not an object, or a field whose value does not have the declared type.</summary>
public sealed class ObjectFormatException(string message, Exception? inner = null) : Exception(message, inner);
