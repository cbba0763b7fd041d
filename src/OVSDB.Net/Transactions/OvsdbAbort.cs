using Newtonsoft.Json.Linq;

namespace OVSDB.Net;

/// <summary>RFC 7047 5.2.8: makes the transaction fail with <c>aborted</c>; a dry run.</summary>
public sealed record OvsdbAbort : OvsdbOperation
{
    internal override string Summary => "abort";

    internal override JObject ToJson() => new() { ["op"] = "abort" };
}
