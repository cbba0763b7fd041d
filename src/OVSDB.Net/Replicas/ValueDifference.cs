using System.Collections.Immutable;

namespace OVSDB.Net.Replicas;

/// <summary>The differences of update2 (ovsdb-server(7) 4.1.14).</summary>
internal static class ValueDifference
{
    /// <summary>Sets: elements of only one side. Maps: an equal pair was removed, any other is new.</summary>
    public static OvsValue Apply(OvsValue old, OvsValue difference) => difference switch
    {
        OvsMap pairs => new OvsMap(Apply((old as OvsMap ?? OvsMap.Empty).Pairs.ToBuilder(), pairs)),
        _ => new OvsSet(old.Elements.Except(difference.Elements).Concat(difference.Elements.Except(old.Elements))),
    };

    private static ImmutableDictionary<OvsAtom, OvsAtom>.Builder Apply(ImmutableDictionary<OvsAtom, OvsAtom>.Builder result, OvsMap difference)
    {
        foreach (var (key, value) in difference.Pairs)
        {
            if (result.TryGetValue(key, out var present) && present.Equals(value))
                result.Remove(key);
            else
                result[key] = value;
        }
        return result;
    }
}
