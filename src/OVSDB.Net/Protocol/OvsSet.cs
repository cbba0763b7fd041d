using System.Collections.Immutable;
using Newtonsoft.Json.Linq;

namespace OVSDB.Net;

/// <summary>A set of atoms (RFC 7047 5.1 &lt;set&gt;); order is kept but does not count in comparisons.</summary>
public sealed class OvsSet : OvsValue, IEquatable<OvsSet>
{
    private readonly ImmutableArray<OvsAtom> _elements;

    public OvsSet(IEnumerable<OvsAtom> elements) => _elements = [.. elements.Distinct()];

    public static OvsSet Empty { get; } = new([]);

    public override IReadOnlyList<OvsAtom> Elements => _elements;

    public static OvsSet Of(IEnumerable<Uuid> uuids) => new(uuids.Select(static uuid => new OvsAtom(uuid)));

    public static OvsSet Of(IEnumerable<string> texts) => new(texts.Select(static text => new OvsAtom(text)));

    public override JToken ToJson() => new JArray("set", new JArray(_elements.Select(static element => element.ToJson())));

    public bool Equals(OvsSet? other) =>
        other is not null && other._elements.Length == _elements.Length && !_elements.Except(other._elements).Any();

    public override bool Equals(object? obj) => Equals(obj as OvsSet);

    public override int GetHashCode() => _elements.Aggregate(0, static (hash, element) => hash ^ element.GetHashCode());
}
