namespace NovaDockerNet.Oslo.VersionedObjects;

/// <summary>Keys of an object's envelope with nova's serial prefix (oslo_versionedobjects/base.py, OBJ_SERIAL_NAMESPACE).</summary>
public static class EnvelopeKeys
{
    public const string Name = "nova_object.name";
    public const string Namespace = "nova_object.namespace";
    public const string Version = "nova_object.version";
    public const string Data = "nova_object.data";
    public const string Changes = "nova_object.changes";
}
