using Newtonsoft.Json.Linq;

namespace OVSDB.Net;

/// <summary>A change relative to the column's present value (RFC 7047 5.1 &lt;mutation&gt;).</summary>
/// <param name="Column">A column of the table.</param>
/// <param name="Mutator"><c>+= -= *= /= %= insert delete</c></param>
/// <param name="Value">The operand.</param>
public sealed record OvsMutation(string Column, string Mutator, OvsValue Value)
{
    public static OvsMutation Insert(string column, OvsValue value) => new(column, "insert", value);

    public static OvsMutation Delete(string column, OvsValue value) => new(column, "delete", value);

    public static OvsMutation Add(string column, long value) => new(column, "+=", value);

    internal JArray ToJson() => new(Column, Mutator, Value.ToJson());
}
