using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Profiles;

/// <summary>
/// A method of an endpoint. <paramref name="Since"/> is the version clients send by default, <paramref name="Topic"/> where they send it,
/// <paramref name="IsCall"/> null when no client of the release uses it.
/// </summary>
public sealed record RpcMethodProfile(string Name, IReadOnlyList<RpcArgumentProfile> Arguments, string? Since, string Topic, bool? IsCall)
{
    internal static RpcMethodProfile Parse(string name, JToken data) => new(
        name,
        data["args"]!.Values<string>().Select(a => new RpcArgumentProfile(a!.TrimEnd('?'), !a.EndsWith('?'))).ToList(),
        data.Value<string?>("since"),
        data.Value<string?>("topic") ?? "compute",
        data.Value<string?>("kind") is { } kind ? kind == "call" : null);
}
