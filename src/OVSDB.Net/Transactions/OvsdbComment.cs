using Newtonsoft.Json.Linq;

namespace OVSDB.Net;

/// <summary>RFC 7047 5.2.9: a line for the server's log and <c>ovsdb-tool show-log</c>.</summary>
public sealed record OvsdbComment(string Comment) : OvsdbOperation
{
    internal override string Summary => "comment";

    internal override JObject ToJson() => new() { ["op"] = "comment", ["comment"] = Comment };
}
