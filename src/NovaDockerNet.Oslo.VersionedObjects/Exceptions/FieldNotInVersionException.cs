namespace NovaDockerNet.Oslo.VersionedObjects;

/// <summary>A field was set that the object's version does not have; ask <see cref="VersionedObject.Supports"/> first.</summary>
public sealed class FieldNotInVersionException(string objectName, string objectVersion, string field, ObjectVersion since)
    : Exception($"{objectName} {objectVersion} has no field '{field}'; it exists since {since}.");
