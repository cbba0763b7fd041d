using System.IO.Compression;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Virt.Tests.Hardware;

/// <summary>What nova answered (Fixtures/Numa/make-fixtures), and objects in a form in which they can be compared with it.</summary>
static class NovaAnswers
{
    public static IEnumerable<JObject> Read(string name)
    {
        using var stream = typeof(NovaAnswers).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"no fixture {name}");
        using var reader = new StreamReader(new GZipStream(stream, CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
            yield return (JObject)WireJson.Parse(line);
    }

    /// <summary>Sets in ascending order; without change lists and what is null.</summary>
    public static string Text(JToken? token) => token is null or JValue { Value: null } ? "none" : WireJson.ToText(Normal(token));

    private static JToken Normal(JToken token) => token switch
    {
        JObject o => new JObject(o.Properties()
            .Where(p => p.Name != EnvelopeKeys.Changes && p.Value is not JValue { Value: null })
            .OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => new JProperty(p.Name, Normal(p.Value)))),
        JArray a when a.All(item => item.Type == JTokenType.Integer) => new JArray(a.Values<long>().Order()),
        JArray a => new JArray(a.Select(Normal)),
        _ => token.DeepClone(),
    };
}
