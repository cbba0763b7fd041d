using Newtonsoft.Json.Linq;

namespace OVSDB.Net;

/// <summary>RFC 7047 5.2.5.</summary>
public sealed record OvsdbDelete(string Table, IReadOnlyList<OvsCondition> Where) : OvsdbOperation
{
    internal override string Summary => "delete from " + Table;

    internal override JObject ToJson() => new() { ["op"] = "delete", ["table"] = Table, ["where"] = Json(Where) };
}
