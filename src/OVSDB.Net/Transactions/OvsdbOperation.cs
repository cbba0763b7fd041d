using Newtonsoft.Json.Linq;

namespace OVSDB.Net;

/// <summary>One step of a transaction (RFC 7047 5.2).</summary>
public abstract record OvsdbOperation
{
    /// <summary>For messages: what and where.</summary>
    internal abstract string Summary { get; }

    internal abstract JObject ToJson();

    private protected static JArray Json(IReadOnlyList<OvsCondition> where) => new(where.Select(static condition => condition.ToJson()));

    private protected static JObject Json(IReadOnlyDictionary<string, OvsValue> row) =>
        new(row.Select(static column => new JProperty(column.Key, column.Value.ToJson())));
}
