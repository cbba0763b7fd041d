using Newtonsoft.Json.Linq;

namespace OVSDB.Net;

/// <summary>
/// RFC 7047 5.2.6: the transaction goes on only when the rows found equal (or differ from) those given. With a zero timeout it is a
/// compare-and-set; failing raises <c>timed out</c>.
/// </summary>
public sealed record OvsdbWait(
    string Table,
    IReadOnlyList<OvsCondition> Where,
    IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyDictionary<string, OvsValue>> Rows) : OvsdbOperation
{
    /// <summary>Rows must be equal; false: must differ.</summary>
    public bool Equal { get; init; } = true;

    /// <summary>How long the server waits; null: for ever.</summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.Zero;

    internal override string Summary => "wait on " + Table;

    internal override JObject ToJson()
    {
        var json = new JObject { ["op"] = "wait", ["table"] = Table, ["where"] = Json(Where) };
        if (Timeout is { } timeout)
            json["timeout"] = (long)timeout.TotalMilliseconds;
        json["columns"] = new JArray(Columns);
        json["until"] = Equal ? "==" : "!=";
        json["rows"] = new JArray(Rows.Select(static row => Json(row)));
        return json;
    }
}
