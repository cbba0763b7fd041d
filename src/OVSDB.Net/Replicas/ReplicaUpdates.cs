using System.Collections.Immutable;
using Newtonsoft.Json.Linq;

namespace OVSDB.Net.Replicas;

/// <summary>Applies what monitor replies and update notifications carry.</summary>
internal static class ReplicaUpdates
{
    private static readonly ImmutableDictionary<string, OvsValue> s_nothing = ImmutableDictionary<string, OvsValue>.Empty;

    /// <summary>&lt;table-updates&gt; of monitor (RFC 7047 4.1.6): old and new rows; no new row is a deletion.</summary>
    public static Replica Apply(Replica replica, JObject updates)
    {
        foreach (var (table, uuid, change) in Changes(updates))
            replica = replica.With(replica.Table(table).With(uuid, change["new"] is JObject row ? Row(uuid, row, s_nothing) : null));
        return replica;
    }

    /// <summary>&lt;table-updates2&gt; of monitor_cond (ovsdb-server(7) 4.1.14): initial and insert (without the
    /// columns that have their default value), modify (a difference) or delete.</summary>
    public static Replica ApplyDifferences(Replica replica, JObject updates, OvsdbSchema schema)
    {
        foreach (var (name, uuid, change) in Changes(updates))
        {
            var table = replica.Table(name);
            var row = change.Properties().Single() switch
            {
                { Name: "initial" or "insert", Value: JObject whole } => Row(uuid, whole, schema.Defaults(name)),
                { Name: "modify", Value: JObject difference } => Modify(
                    table.Find(uuid) ?? throw new FormatException($"{name} {uuid} was modified but never inserted"), name, difference, schema),
                { Name: "delete" } => null,
                var other => throw new FormatException($"unknown row update \"{other.Name}\""),
            };
            replica = replica.With(table.With(uuid, row));
        }
        return replica;
    }

    private static IEnumerable<(string Table, Uuid Uuid, JObject Change)> Changes(JObject updates) =>
        from table in updates.Properties()
        from row in ((JObject)table.Value).Properties()
        select (table.Name, Uuid.Parse(row.Name), (JObject)row.Value);

    private static OvsRow Row(Uuid uuid, JObject columns, ImmutableDictionary<string, OvsValue> defaults) =>
        new(uuid, defaults.SetItems(columns.Properties().Select(static column => KeyValuePair.Create(column.Name, OvsValue.FromJson(column.Value)))));

    private static OvsRow Modify(OvsRow row, string table, JObject difference, OvsdbSchema schema)
    {
        var columns = row.Columns.ToBuilder();
        foreach (var column in difference.Properties())
        {
            var value = OvsValue.FromJson(column.Value);
            columns[column.Name] = schema.IsComposite(table, column.Name)
                ? ValueDifference.Apply(row[column.Name] ?? OvsSet.Empty, value)
                : value;
        }
        return new OvsRow(row.Uuid, columns.ToImmutable());
    }
}
