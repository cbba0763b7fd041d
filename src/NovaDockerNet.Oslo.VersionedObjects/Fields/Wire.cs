using System.Collections.Immutable;
using System.Globalization;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.VersionedObjects;

/// <summary>Codecs of oslo_versionedobjects/fields.py and nova/objects/fields.py.</summary>
public static class Wire
{
    private const string IsoFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static FieldCodec<string> String { get; } = Text("StringField");

    public static FieldCodec<string> Uuid { get; } = Text("UUIDField");

    public static FieldCodec<long> Integer { get; } = new("IntegerField", node => Number(node).Value<long>(), value => new JValue(value));

    public static FieldCodec<double> Float { get; } = new("FloatField", node => Number(node).Value<double>(), value => new JValue(value));

    public static FieldCodec<bool> Boolean { get; } = Flag("BooleanField");

    public static FieldCodec<bool> FlexibleBoolean { get; } = Flag("FlexibleBooleanField");

    /// <summary>UTC with whole seconds on the wire, `2025-01-02T03:04:05Z`.</summary>
    public static FieldCodec<DateTimeOffset> DateTime { get; } = new(
        "DateTimeField",
        node => DateTimeOffset.Parse(Required(node, JTokenType.String), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        value => new JValue(FormatTime(value)));

    public static FieldCodec<ImmutableDictionary<string, string>> DictOfStrings { get; } = Dictionary("DictOfStringsField", Str, v => new JValue(v));

    public static FieldCodec<ImmutableDictionary<string, string?>> DictOfNullableStrings { get; } =
        Dictionary("DictOfNullableStringsField", NullableStr, v => v is null ? JValue.CreateNull() : new JValue(v));

    public static FieldCodec<ImmutableDictionary<string, long>> DictOfIntegers { get; } =
        Dictionary("DictOfIntegersField", node => Number(node).Value<long>(), v => new JValue(v));

    public static FieldCodec<ImmutableDictionary<string, ImmutableList<string>>> DictOfListOfStrings { get; } =
        Dictionary("DictOfListOfStringsField", node => Items(node, Str), v => new JArray(v));

    public static FieldCodec<ImmutableList<string>> ListOfStrings { get; } = List("ListOfStringsField", Str, v => new JValue(v));

    public static FieldCodec<ImmutableList<string>> ListOfUuids { get; } = List("ListOfUUIDField", Str, v => new JValue(v));

    public static FieldCodec<ImmutableList<string>> SetOfStrings { get; } = List("SetOfStringsField", Str, v => new JValue(v));

    public static FieldCodec<ImmutableList<long>> ListOfIntegers { get; } =
        List("ListOfIntegersField", node => Number(node).Value<long>(), v => new JValue(v));

    /// <summary>A list on the wire, in whatever order Python had it.</summary>
    public static FieldCodec<ImmutableSortedSet<int>> SetOfIntegers { get; } = new("SetOfIntegersField", Set, value => new JArray(value));

    public static FieldCodec<ImmutableList<ImmutableSortedSet<int>>> ListOfSetsOfIntegers { get; } =
        List("ListOfSetsOfIntegersField", Set, value => new JArray(value));

    public static FieldCodec<ImmutableList<ImmutableList<string>>> ListOfListsOfStrings { get; } =
        List("ListOfListsOfStringsField", node => Items(node, Str), v => new JArray(v));

    /// <summary>A nested object without a class of its own here.</summary>
    public static FieldCodec<OpaqueObject> Opaque(string objectName) =>
        new("ObjectField", node => new OpaqueObject((JObject)node), value => value.DetachedEnvelope()) { ObjectName = objectName };

    public static FieldCodec<T> Object<T>()
        where T : VersionedObject, IVersionedObject<T>
        => new("ObjectField", node => T.View((JObject)node), value => value.DetachedEnvelope()) { ObjectName = T.ObjectClass };

    public static FieldCodec<ImmutableList<T>> Objects<T>()
        where T : VersionedObject, IVersionedObject<T>
        => new("ListOfObjectsField", node => Items(node, n => T.View((JObject)n)), value => new JArray(value.Select(v => v.DetachedEnvelope())))
        {
            ObjectName = T.ObjectClass,
        };

    public static FieldCodec<ImmutableList<OpaqueObject>> OpaqueObjects(string objectName) =>
        new("ListOfObjectsField", node => Items(node, n => new OpaqueObject((JObject)n)), value => new JArray(value.Select(v => v.DetachedEnvelope())))
        {
            ObjectName = objectName,
        };

    /// <summary>Text with a nova field type of its own: enumerations, addresses, predicates. Unknown values are kept.</summary>
    public static FieldCodec<string> Text(string wireType) => new(wireType, Str, value => new JValue(value));

    /// <summary>Any other shape, as JSON. Reads hand out a copy, so that a change is always an assignment.</summary>
    public static FieldCodec<JToken> Json(string wireType) => new(wireType, node => node.DeepClone(), value => value.DeepClone());

    /// <summary>An open enumeration: unknown values pass through.</summary>
    public static FieldCodec<T> OpenEnum<T>(string wireType, Func<string, T> parse, Func<T, string> format)
        where T : struct
        => new(wireType, node => parse(Str(node)), value => new JValue(format(value)));

    public static string FormatTime(DateTimeOffset time) => time.UtcDateTime.ToString(IsoFormat, CultureInfo.InvariantCulture);

    private static FieldCodec<bool> Flag(string wireType) => new(
        wireType,
        node => node.Type == JTokenType.Boolean ? node.Value<bool>() : throw new FormatException("not a boolean"),
        value => new JValue(value));

    private static FieldCodec<ImmutableList<T>> List<T>(string wireType, Func<JToken, T> decode, Func<T, JToken> encode) =>
        new(wireType, node => Items(node, decode), value => new JArray(value.Select(encode)));

    private static FieldCodec<ImmutableDictionary<string, T>> Dictionary<T>(string wireType, Func<JToken, T> decode, Func<T, JToken> encode) =>
        new(
            wireType,
            node => ((JObject)node).Properties().ToImmutableDictionary(p => p.Name, p => decode(p.Value), StringComparer.Ordinal),
            value => new JObject(value.Select(pair => new JProperty(pair.Key, encode(pair.Value)))));

    private static ImmutableList<T> Items<T>(JToken node, Func<JToken, T> decode) => ((JArray)node).Select(decode).ToImmutableList();

    private static ImmutableSortedSet<int> Set(JToken node) => Items(node, item => Number(item).Value<int>()).ToImmutableSortedSet();

    private static JValue Number(JToken node) =>
        node is JValue { Type: JTokenType.Integer or JTokenType.Float } value ? value : throw new FormatException("not a number");

    private static string Str(JToken node) => Required(node, JTokenType.String);

    private static string? NullableStr(JToken node) => Field.IsNull(node) ? null : Str(node);

    private static string Required(JToken node, JTokenType type) =>
        node.Type == type ? node.Value<string>()! : throw new FormatException($"not a {type}");
}
