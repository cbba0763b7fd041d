using System.Globalization;
using Newtonsoft.Json.Linq;

namespace OVSDB.Net;

/// <summary>A string, integer, real, boolean, uuid or named uuid (RFC 7047 5.1 &lt;atom&gt;).</summary>
public sealed class OvsAtom : OvsValue, IEquatable<OvsAtom>
{
    private readonly object _value;

    public OvsAtom(string value) => _value = value;

    public OvsAtom(long value) => _value = value;

    public OvsAtom(double value) => _value = value;

    public OvsAtom(bool value) => _value = value;

    public OvsAtom(Uuid value) => _value = value;

    public OvsAtom(NamedUuid value) => _value = value;

    public override IReadOnlyList<OvsAtom> Elements => [this];

    public string AsString() => Cast<string>();

    public long AsInteger() => Cast<long>();

    public bool AsBoolean() => Cast<bool>();

    public Uuid AsUuid() => Cast<Uuid>();

    /// <summary>A real; ovsdb-server writes a whole one as an integer.</summary>
    public double AsReal() => _value is long whole ? whole : Cast<double>();

    public override JToken ToJson() => _value switch
    {
        Uuid uuid => new JArray("uuid", uuid.ToString()),
        NamedUuid named => new JArray("named-uuid", named.Name),
        _ => new JValue(_value),
    };

    public bool Equals(OvsAtom? other) => other is not null && _value.Equals(other._value);

    public override bool Equals(object? obj) => Equals(obj as OvsAtom);

    public override int GetHashCode() => _value.GetHashCode();

    /// <summary>The bare value, as it would stand in a text file.</summary>
    public string ToText() => _value switch
    {
        bool flag => flag ? "true" : "false",
        NamedUuid named => named.Name,
        _ => Convert.ToString(_value, CultureInfo.InvariantCulture)!,
    };

    internal static OvsAtom FromJsonAtom(JToken token) => token switch
    {
        JValue { Value: string text } => new OvsAtom(text),
        JValue { Value: long number } => new OvsAtom(number),
        JValue { Value: double number } => new OvsAtom(number),
        JValue { Value: bool flag } => new OvsAtom(flag),
        JArray { Count: 2 } pair when (string?)pair[0] == "uuid" => new OvsAtom(Uuid.Parse((string)pair[1]!)),
        JArray { Count: 2 } pair when (string?)pair[0] == "named-uuid" => new OvsAtom(new NamedUuid((string)pair[1]!)),
        _ => throw new FormatException("not an atom: " + token.ToString(Newtonsoft.Json.Formatting.None)),
    };

    private T Cast<T>() => _value is T value
        ? value
        : throw new FormatException($"expected {typeof(T).Name}, the column holds {_value.GetType().Name} {ToText()}");
}
