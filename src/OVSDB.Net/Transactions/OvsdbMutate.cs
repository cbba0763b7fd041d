using Newtonsoft.Json.Linq;

namespace OVSDB.Net;

/// <summary>RFC 7047 5.2.4: adds to or takes from a column without overwriting what others put there.</summary>
public sealed record OvsdbMutate(string Table, IReadOnlyList<OvsCondition> Where, IReadOnlyList<OvsMutation> Mutations) : OvsdbOperation
{
    internal override string Summary => "mutation of " + Table;

    internal override JObject ToJson() => new()
    {
        ["op"] = "mutate",
        ["table"] = Table,
        ["where"] = Json(Where),
        ["mutations"] = new JArray(Mutations.Select(static mutation => mutation.ToJson())),
    };
}
