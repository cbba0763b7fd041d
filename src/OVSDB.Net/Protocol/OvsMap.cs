using System.Collections.Immutable;
using Newtonsoft.Json.Linq;

namespace OVSDB.Net;

/// <summary>A map between atoms (RFC 7047 5.1 &lt;map&gt;).</summary>
public sealed class OvsMap : OvsValue, IEquatable<OvsMap>
{
    public OvsMap(IEnumerable<KeyValuePair<OvsAtom, OvsAtom>> pairs) => Pairs = pairs.ToImmutableDictionary();

    public static OvsMap Empty { get; } = new([]);

    public ImmutableDictionary<OvsAtom, OvsAtom> Pairs { get; }

    /// <summary>The map as text, whatever its types.</summary>
    public IReadOnlyDictionary<string, string> Texts => field ??=
        Pairs.ToImmutableDictionary(static pair => pair.Key.ToText(), static pair => pair.Value.ToText());

    public override IReadOnlyList<OvsAtom> Elements => Pairs.IsEmpty ? [] : throw new FormatException("the column holds a map");

    public static OvsMap Of(IEnumerable<KeyValuePair<string, string>> pairs) =>
        new(pairs.Select(static pair => KeyValuePair.Create(new OvsAtom(pair.Key), new OvsAtom(pair.Value))));

    public override JToken ToJson() =>
        new JArray("map", new JArray(Pairs.Select(static pair => new JArray(pair.Key.ToJson(), pair.Value.ToJson()))));

    public bool Equals(OvsMap? other) =>
        other is not null && other.Pairs.Count == Pairs.Count
        && Pairs.All(pair => other.Pairs.TryGetValue(pair.Key, out var value) && value.Equals(pair.Value));

    public override bool Equals(object? obj) => Equals(obj as OvsMap);

    public override int GetHashCode() =>
        Pairs.Aggregate(0, static (hash, pair) => hash ^ HashCode.Combine(pair.Key, pair.Value));
}
