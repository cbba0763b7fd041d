using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.VersionedObjects;

/// <summary>How one oslo.versionedobjects field type looks on the wire and in C#. Never sees null.</summary>
public sealed class FieldCodec<T>(string wireType, Func<JToken, T> decode, Func<T, JToken> encode)
    where T : notnull
{
    public string WireType { get; } = wireType;

    public Func<JToken, T> Decode { get; } = decode;

    public Func<T, JToken> Encode { get; } = encode;

    /// <summary>Class name of the nested object, if this is an object or a list of objects.</summary>
    public string? ObjectName { get; init; }
}
