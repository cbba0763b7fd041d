using System.Collections.Immutable;

namespace OVSDB.Net;

/// <summary>The monitored rows of one table at one moment. Immutable.</summary>
public sealed class OvsTable
{
    private readonly ImmutableDictionary<Uuid, OvsRow> _rows;
    private readonly ImmutableDictionary<OvsIndex, ImmutableDictionary<OvsAtom, ImmutableHashSet<Uuid>>> _indexes;

    private OvsTable(
        string name,
        ImmutableDictionary<Uuid, OvsRow> rows,
        ImmutableDictionary<OvsIndex, ImmutableDictionary<OvsAtom, ImmutableHashSet<Uuid>>> indexes)
    {
        Name = name;
        _rows = rows;
        _indexes = indexes;
    }

    public string Name { get; }

    public IEnumerable<OvsRow> Rows => _rows.Values;

    public int Count => _rows.Count;

    public OvsRow? Find(Uuid uuid) => _rows.GetValueOrDefault(uuid);

    /// <summary>Rows whose column is <paramref name="value"/>; fast when an index was declared.</summary>
    public IReadOnlyList<OvsRow> FindAll(string column, OvsAtom value) => FindAll(new OvsIndex(Name, column), value);

    /// <summary>Rows whose map column holds <paramref name="value"/> under <paramref name="key"/>.</summary>
    public IReadOnlyList<OvsRow> FindAll(string column, string key, string value) => FindAll(new OvsIndex(Name, column, key), new OvsAtom(value));

    /// <summary>The row with that <c>name</c>, which is unique in the tables that have one.</summary>
    public OvsRow? FindByName(string name) => FindAll("name", new OvsAtom(name)) is [var row, ..] ? row : null;

    internal static OvsTable Empty(string name, IEnumerable<OvsIndex> indexes) => new(
        name,
        ImmutableDictionary<Uuid, OvsRow>.Empty,
        indexes.Where(index => index.Table == name)
            .ToImmutableDictionary(static index => index, static _ => ImmutableDictionary<OvsAtom, ImmutableHashSet<Uuid>>.Empty));

    /// <summary>This table with one row put in place, or removed when <paramref name="row"/> is null.</summary>
    internal OvsTable With(Uuid uuid, OvsRow? row)
    {
        var old = Find(uuid);
        var indexes = _indexes;
        foreach (var (index, entries) in _indexes)
            indexes = indexes.SetItem(index, Add(Remove(entries, uuid, KeyOf(index, old)), uuid, KeyOf(index, row)));
        return new OvsTable(Name, row is null ? _rows.Remove(uuid) : _rows.SetItem(uuid, row), indexes);
    }

    private IReadOnlyList<OvsRow> FindAll(OvsIndex index, OvsAtom value)
    {
        if (!_indexes.TryGetValue(index, out var entries))
            return [.. _rows.Values.Where(row => value.Equals(KeyOf(index, row)))];
        return entries.TryGetValue(value, out var uuids) ? [.. uuids.Select(uuid => _rows[uuid])] : [];
    }

    private static OvsAtom? KeyOf(OvsIndex index, OvsRow? row) => row?[index.Column] switch
    {
        null => null,
        OvsMap map => index.Key is { } key ? map.Pairs.GetValueOrDefault(new OvsAtom(key)) : null,
        var value => value.Elements is [var only] ? only : null,
    };

    private static ImmutableDictionary<OvsAtom, ImmutableHashSet<Uuid>> Remove(
        ImmutableDictionary<OvsAtom, ImmutableHashSet<Uuid>> entries, Uuid uuid, OvsAtom? key)
    {
        if (key is null || !entries.TryGetValue(key, out var uuids))
            return entries;
        uuids = uuids.Remove(uuid);
        return uuids.IsEmpty ? entries.Remove(key) : entries.SetItem(key, uuids);
    }

    private static ImmutableDictionary<OvsAtom, ImmutableHashSet<Uuid>> Add(
        ImmutableDictionary<OvsAtom, ImmutableHashSet<Uuid>> entries, Uuid uuid, OvsAtom? key) =>
        key is null ? entries : entries.SetItem(key, entries.GetValueOrDefault(key, []).Add(uuid));
}
