using System.Collections.Immutable;
using Newtonsoft.Json.Linq;

namespace OVSDB.Net.Replicas;

/// <summary>Tables and columns of the server (RFC 7047 3.2), or of a monitor on it.</summary>
internal sealed class OvsdbSchema
{
    private readonly Dictionary<string, Dictionary<string, OvsdbColumnType>> _tables;
    private readonly Dictionary<string, ImmutableDictionary<string, OvsValue>> _defaults;

    private OvsdbSchema(Dictionary<string, Dictionary<string, OvsdbColumnType>> tables)
    {
        _tables = tables;
        _defaults = tables.ToDictionary(
            static table => table.Key,
            static table => table.Value.ToImmutableDictionary(static column => column.Key, static column => column.Value.Default));
    }

    public static OvsdbSchema FromJson(JObject json) => new(
        ((JObject?)json["tables"] ?? []).Properties().ToDictionary(
            static table => table.Name,
            static table => ((JObject?)table.Value["columns"] ?? []).Properties().ToDictionary(
                static column => column.Name,
                static column => OvsdbColumnType.FromJson(column.Value["type"]!))));

    /// <summary>Only the tables and columns monitored.</summary>
    public OvsdbSchema Restrict(IReadOnlyDictionary<string, IReadOnlyList<string>> monitor) => new(
        monitor.ToDictionary(
            static table => table.Key,
            table => table.Value.Where(column => HasColumn(table.Key, column)).ToDictionary(static column => column, column => _tables[table.Key][column])));

    public bool HasTable(string table) => _tables.ContainsKey(table);

    public bool HasColumn(string table, string column) => _tables.TryGetValue(table, out var columns) && columns.ContainsKey(column);

    public IEnumerable<string> Columns(string table) => _tables[table].Keys;

    public bool IsComposite(string table, string column) =>
        _tables.TryGetValue(table, out var columns) && columns.TryGetValue(column, out var type) && type.Composite;

    /// <summary>A row of which nothing was said.</summary>
    public ImmutableDictionary<string, OvsValue> Defaults(string table) =>
        _defaults.GetValueOrDefault(table, ImmutableDictionary<string, OvsValue>.Empty);
}
