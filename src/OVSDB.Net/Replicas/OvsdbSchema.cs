using Newtonsoft.Json.Linq;

namespace OVSDB.Net.Replicas;

/// <summary>The tables and columns the server knows (RFC 7047 3.2).</summary>
internal sealed class OvsdbSchema
{
    private readonly Dictionary<string, Dictionary<string, OvsdbColumnType>> _tables;

    private OvsdbSchema(Dictionary<string, Dictionary<string, OvsdbColumnType>> tables) => _tables = tables;

    public static OvsdbSchema FromJson(JObject json) => new(
        ((JObject?)json["tables"] ?? []).Properties().ToDictionary(
            static table => table.Name,
            static table => ((JObject?)table.Value["columns"] ?? []).Properties().ToDictionary(
                static column => column.Name,
                static column => OvsdbColumnType.FromJson(column.Value["type"]!))));

    public bool HasTable(string table) => _tables.ContainsKey(table);

    public bool HasColumn(string table, string column) => _tables.TryGetValue(table, out var columns) && columns.ContainsKey(column);

    public bool IsComposite(string table, string column) =>
        _tables.TryGetValue(table, out var columns) && columns.TryGetValue(column, out var type) && type.Composite;
}
