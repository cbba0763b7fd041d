using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Profiles;

/// <summary>A payload class of versioned notifications in a release. nova: notifications/objects, VERSION, fields and SCHEMA.</summary>
public sealed record PayloadProfile(string Version, IReadOnlyList<PayloadFieldProfile> Fields)
{
    internal static PayloadProfile Parse(JToken data) => new(
        data.Value<string>("version")!,
        [.. ((JObject)data["fields"]!).Properties().Select(p => new PayloadFieldProfile(p.Name, p.Value.Value<string>("type")!, p.Value.Value<string>("source")))]);
}
