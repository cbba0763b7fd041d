using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.VersionedObjects;

/// <summary>The fields of one object class, in order of declaration.</summary>
public sealed class FieldTable
{
    private readonly Dictionary<string, Field> _byName = new(StringComparer.Ordinal);
    private readonly List<Field> _fields = [];

    public IReadOnlyList<Field> Fields => _fields;

    public Field? Find(string name) => _byName.GetValueOrDefault(name);

    public Field<T> Add<T>(string name, FieldCodec<T> codec, string? since = null)
        where T : notnull
        => Declare(name, codec.WireType, false, since, codec.Decode, codec.Encode, codec.ObjectName);

    /// <summary>A nullable field of a reference type.</summary>
    public Field<T?> Nullable<T>(string name, FieldCodec<T> codec, string? since = null)
        where T : class
        => Declare<T?>(name, codec.WireType, true, since,
            node => Field.IsNull(node) ? null : codec.Decode(node),
            value => value is null ? JValue.CreateNull() : codec.Encode(value),
            codec.ObjectName);

    /// <summary>A nullable field of a value type.</summary>
    public Field<T?> NullableValue<T>(string name, FieldCodec<T> codec, string? since = null)
        where T : struct
        => Declare<T?>(name, codec.WireType, true, since,
            node => Field.IsNull(node) ? null : codec.Decode(node),
            value => value is null ? JValue.CreateNull() : codec.Encode(value.Value),
            codec.ObjectName);

    private Field<T> Declare<T>(
        string name, string wireType, bool nullable, string? since, Func<JToken, T> decode, Func<T, JToken> encode, string? objectName)
    {
        var field = new Field<T>(name, wireType, nullable, since is null ? null : ObjectVersion.Parse(since), decode, encode)
        {
            ObjectName = objectName,
        };
        _byName.Add(name, field);
        _fields.Add(field);
        return field;
    }
}
