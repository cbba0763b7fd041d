using System.Net;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Compute.Tests.Network;

sealed record NeutronCall(string Who, string Method, string Path, string Query, JObject Body)
{
    internal bool IsAdmin => Who == "admin";

    private ILookup<string, string> Parameters => Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=')).ToLookup(pair => WebUtility.UrlDecode(pair[0]), pair => WebUtility.UrlDecode(pair[1]));

    /// <summary>All filters, each with one of its values.</summary>
    internal bool Matches(JObject item) => Parameters.Where(p => p.Key != "fields").All(p => p.Contains(item[p.Key]?.ToString() ?? ""));

    internal JObject Project(JObject item)
    {
        var fields = Parameters["fields"].ToHashSet();
        return fields.Count == 0 ? item : new JObject(item.Properties().Where(p => fields.Contains(p.Name)));
    }
}
