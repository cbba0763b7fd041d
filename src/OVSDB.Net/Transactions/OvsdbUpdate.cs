using Newtonsoft.Json.Linq;

namespace OVSDB.Net;

/// <summary>RFC 7047 5.2.3: replaces whole columns; for shared sets and maps use <see cref="OvsdbMutate"/>.</summary>
public sealed record OvsdbUpdate(string Table, IReadOnlyList<OvsCondition> Where, IReadOnlyDictionary<string, OvsValue> Row) : OvsdbOperation
{
    internal override string Summary => "update of " + Table;

    internal override JObject ToJson() => new() { ["op"] = "update", ["table"] = Table, ["where"] = Json(Where), ["row"] = Json(Row) };
}
