using System.Collections.Immutable;

namespace OVSDB.Net;

/// <summary>The monitored part of the database at one moment. Immutable: read as long as you like, on any thread.</summary>
public sealed class Replica
{
    private readonly ImmutableDictionary<string, OvsTable> _tables;

    internal Replica(ImmutableDictionary<string, OvsTable> tables, int generation)
    {
        _tables = tables;
        Generation = generation;
    }

    /// <summary>Counts connections; 0 before the first snapshot.</summary>
    public int Generation { get; }

    public OvsTable Table(string name) => _tables.TryGetValue(name, out var table)
        ? table
        : throw new ArgumentException($"table {name} is not monitored", nameof(name));

    internal Replica With(OvsTable table) => new(_tables.SetItem(table.Name, table), Generation);

    internal static Replica Empty(IEnumerable<string> tables, IReadOnlyList<OvsIndex> indexes, int generation) =>
        new(tables.ToImmutableDictionary(static name => name, name => OvsTable.Empty(name, indexes)), generation);
}
