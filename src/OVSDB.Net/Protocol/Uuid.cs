namespace OVSDB.Net;

/// <summary>A row's identity (RFC 7047 5.1 &lt;uuid&gt;).</summary>
public readonly record struct Uuid(Guid Value)
{
    public static Uuid Parse(string text) => new(Guid.ParseExact(text, "D"));

    public override string ToString() => Value.ToString("D");
}
