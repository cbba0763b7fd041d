using Newtonsoft.Json.Linq;

namespace OVSDB.Net;

/// <summary>A column's value: an atom, a set or a map (RFC 7047 5.1 &lt;value&gt;).</summary>
public abstract class OvsValue
{
    /// <summary>The atoms of an atom (itself) or of a set.</summary>
    public abstract IReadOnlyList<OvsAtom> Elements { get; }

    /// <summary>The only atom, or null for an empty set: how optional columns travel.</summary>
    public OvsAtom? Single => Elements.Count switch
    {
        0 => null,
        1 => Elements[0],
        var count => throw new FormatException($"expected at most one value, found {count}"),
    };

    public abstract JToken ToJson();

    public static OvsValue FromJson(JToken token)
    {
        if (token is JArray { Count: 2 } array && array[0].Type == JTokenType.String && array[1] is JArray items)
        {
            return (string?)array[0] switch
            {
                "set" => new OvsSet(items.Select(OvsAtom.FromJsonAtom)),
                "map" => new OvsMap(items.Select(static pair => pair is JArray { Count: 2 }
                    ? KeyValuePair.Create(OvsAtom.FromJsonAtom(pair[0]!), OvsAtom.FromJsonAtom(pair[1]!))
                    : throw new FormatException("a map holds pairs, not " + pair.ToString(Newtonsoft.Json.Formatting.None)))),
                var other => throw new FormatException($"unknown value tag \"{other}\""),
            };
        }
        return OvsAtom.FromJsonAtom(token);
    }

    public override string ToString() => ToJson().ToString(Newtonsoft.Json.Formatting.None);

    public static implicit operator OvsValue(string value) => new OvsAtom(value);

    public static implicit operator OvsValue(long value) => new OvsAtom(value);

    public static implicit operator OvsValue(double value) => new OvsAtom(value);

    public static implicit operator OvsValue(bool value) => new OvsAtom(value);

    public static implicit operator OvsValue(Uuid value) => new OvsAtom(value);

    public static implicit operator OvsValue(NamedUuid value) => new OvsAtom(value);
}
