using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.VersionedObjects;

/// <summary>Declaration of one field: wire name, oslo.versionedobjects type, nullability, first object version that has it.</summary>
public abstract class Field(string name, string wireType, bool nullable, ObjectVersion? since)
{
    public string Name { get; } = name;

    /// <summary>Class name of the field in nova, for instance IntegerField.</summary>
    public string WireType { get; } = wireType;

    public bool Nullable { get; } = nullable;

    public ObjectVersion? Since { get; } = since;

    /// <summary>Name of the object class of an object or list-of-objects field.</summary>
    public string? ObjectName { get; internal init; }

    public abstract object? DecodeBoxed(JToken node);

    public abstract JToken EncodeBoxed(object? value);

    public override string ToString() => Name;

    // A null string put into a JObject becomes a value of type String without a value.
    internal static bool IsNull(JToken node) => node is JValue { Value: null };
}
