using Newtonsoft.Json.Linq;

namespace OVSDB.Net;

/// <summary>RFC 7047 5.2.1. A row nothing refers to at commit is dropped again when its table is not a root table.</summary>
public sealed record OvsdbInsert(string Table, IReadOnlyDictionary<string, OvsValue> Row, NamedUuid? Name = null) : OvsdbOperation
{
    internal override string Summary => "insert into " + Table;

    internal override JObject ToJson()
    {
        var json = new JObject { ["op"] = "insert", ["table"] = Table, ["row"] = Json(Row) };
        if (Name is { } name)
            json["uuid-name"] = name.Name;
        return json;
    }
}
