using Newtonsoft.Json.Linq;

namespace OVSDB.Net;

/// <summary>Which rows an operation touches (RFC 7047 5.1 &lt;condition&gt;).</summary>
/// <param name="Column">A column of the table, or <c>_uuid</c>.</param>
/// <param name="Function"><c>== != &lt; &lt;= &gt; &gt;= includes excludes</c></param>
/// <param name="Value">What the column is compared with.</param>
public sealed record OvsCondition(string Column, string Function, OvsValue Value)
{
    public static OvsCondition Is(Uuid uuid) => new("_uuid", "==", uuid);

    public static OvsCondition Equal(string column, OvsValue value) => new(column, "==", value);

    public static OvsCondition Includes(string column, OvsValue value) => new(column, "includes", value);

    internal JArray ToJson() => new(Column, Function, Value.ToJson());
}
