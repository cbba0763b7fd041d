using System.Globalization;

namespace OVSDB.Net;

/// <summary>A name for a row inserted by the same transaction (RFC 7047 5.1 &lt;named-uuid&gt;).</summary>
public readonly record struct NamedUuid(string Name)
{
    private static long s_last;

    /// <summary>A name no other transaction of this process uses, so that transactions can be merged.</summary>
    public static NamedUuid Next() => new("row" + Interlocked.Increment(ref s_last).ToString(CultureInfo.InvariantCulture));
}
