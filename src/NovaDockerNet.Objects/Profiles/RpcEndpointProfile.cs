using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Profiles;

/// <summary>One endpoint of the compute RPC server.</summary>
public sealed record RpcEndpointProfile(string? Namespace, string Version, IReadOnlyDictionary<string, RpcMethodProfile> Methods)
{
    internal static RpcEndpointProfile Parse(JToken data) => new(
        data.Value<string?>("namespace"),
        data.Value<string>("version")!,
        ((JObject)data["methods"]!).Properties().ToDictionary(p => p.Name, p => RpcMethodProfile.Parse(p.Name, p.Value), StringComparer.Ordinal));
}
