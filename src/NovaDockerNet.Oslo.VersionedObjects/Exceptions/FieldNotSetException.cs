namespace NovaDockerNet.Oslo.VersionedObjects;

/// <summary>A field was read that the sender left out. Unset is not null: load it through the conductor first.</summary>
public sealed class FieldNotSetException(string objectName, string objectVersion, string field)
    : Exception($"Field '{field}' of {objectName} {objectVersion} is not set; load it before reading it.")
{
    public string ObjectName { get; } = objectName;

    public string Field { get; } = field;
}
