using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Profiles;

/// <summary>An object class of a release: its version, and the classes it can contain (itself included).</summary>
internal sealed record ObjectProfile(string Version, IReadOnlyList<string> Tree)
{
    public static ObjectProfile Parse(JToken data) =>
        new(data.Value<string>("version")!, data["tree"]!.Values<string>().ToList()!);
}
