using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.VersionedObjects;

/// <summary>A field with its C# type; decodes a node on first read and encodes on set.</summary>
public sealed class Field<T> : Field
{
    private readonly Func<JToken, T> _decode;
    private readonly Func<T, JToken> _encode;

    internal Field(string name, string wireType, bool nullable, ObjectVersion? since, Func<JToken, T> decode, Func<T, JToken> encode)
        : base(name, wireType, nullable, since)
    {
        _decode = decode;
        _encode = encode;
    }

    internal T Decode(JToken node)
    {
        if (IsNull(node) && !Nullable)
            throw new ObjectFormatException($"Field '{Name}' ({WireType}) must not be null.");
        try
        {
            return _decode(node);
        }
        catch (Exception e) when (e is FormatException or InvalidCastException or OverflowException or ArgumentException)
        {
            throw new ObjectFormatException($"Field '{Name}' ({WireType}) cannot hold a JSON {node.Type}.", e);
        }
    }

    internal JToken Encode(T value)
    {
        if (value is null && !Nullable)
            throw new ObjectFormatException($"Field '{Name}' ({WireType}) must not be set to null.");
        return _encode(value);
    }

    public override object? DecodeBoxed(JToken node) => Decode(node);

    public override JToken EncodeBoxed(object? value) => Encode((T)value!);
}
