using Newtonsoft.Json.Linq;

namespace OVSDB.Net;

/// <summary>RFC 7047 5.2.2. No columns: all of them.</summary>
public sealed record OvsdbSelect(string Table, IReadOnlyList<OvsCondition> Where, IReadOnlyList<string>? Columns = null) : OvsdbOperation
{
    internal override string Summary => "select from " + Table;

    internal override JObject ToJson()
    {
        var json = new JObject { ["op"] = "select", ["table"] = Table, ["where"] = Json(Where) };
        if (Columns is not null)
            json["columns"] = new JArray(Columns.Append("_uuid").Distinct());
        return json;
    }
}
