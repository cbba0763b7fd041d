using Newtonsoft.Json.Linq;

namespace OVSDB.Net.Replicas;

/// <summary>What monitor_cond needs to be known of a column's type (RFC 7047 3.2 &lt;type&gt;).</summary>
/// <param name="Composite">May hold more than one element, so that a modification is a difference; else it is the new value.</param>
/// <param name="Default">The value of a column that is left out of an initial or inserted row (RFC 7047 5.2.1).</param>
internal readonly record struct OvsdbColumnType(bool Composite, OvsValue Default)
{
    public static OvsdbColumnType FromJson(JToken type)
    {
        if (type is not JObject detailed)
            return new OvsdbColumnType(false, DefaultAtom(type));
        // ovs: lib/ovsdb-types.h ovsdb_type_is_composite
        var composite = detailed["max"] is { } max && (max.Type == JTokenType.String || (long)max > 1);
        OvsValue value = detailed["value"] is not null ? OvsMap.Empty
            : (long?)detailed["min"] == 0 ? OvsSet.Empty
            : DefaultAtom(detailed["key"]!);
        return new OvsdbColumnType(composite, value);
    }

    private static OvsAtom DefaultAtom(JToken key) => (string?)(key is JObject detailed ? detailed["type"] : key) switch
    {
        "integer" => new OvsAtom(0),
        "real" => new OvsAtom(0.0),
        "boolean" => new OvsAtom(false),
        "uuid" => new OvsAtom(default(Uuid)),
        "string" => new OvsAtom(""),
        var other => throw new FormatException($"unknown atomic type {other}"),
    };
}
