using Newtonsoft.Json.Linq;

namespace OVSDB.Net.Replicas;

/// <summary>What monitor_cond's differences need of a column's type (RFC 7047 3.2 &lt;type&gt;).</summary>
/// <param name="Composite">May hold more than one element, so that a modification is a difference; else it is the new value.</param>
internal readonly record struct OvsdbColumnType(bool Composite)
{
    // ovs: lib/ovsdb-types.h ovsdb_type_is_composite
    public static OvsdbColumnType FromJson(JToken type) => new(type is JObject detailed && detailed["max"] switch
    {
        null => false,
        { Type: JTokenType.String } => true,
        var number => (long)number > 1,
    });
}
