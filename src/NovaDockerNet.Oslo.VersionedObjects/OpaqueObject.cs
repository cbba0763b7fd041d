using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.VersionedObjects;

/// <summary>An object whose class we do not use: kept and sent on verbatim.</summary>
public sealed class OpaqueObject(JObject envelope) : VersionedObject(envelope, Empty)
{
    private static readonly FieldTable Empty = new();

    /// <summary>Copy of a field's value, or null when it is unset.</summary>
    public JToken? Peek(string field) => Data[field]?.DeepClone();
}
