using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Compute.Tests.Fakes;

/// <summary>Requests recorded from nova 26, and nova's own method tables.</summary>
static class Fixture
{
    public static JObject Read(string name) => (JObject)ReadToken(name);

    /// <summary>What nova-compute told of an operation, in the order it did: routing_key and message.</summary>
    public static IReadOnlyList<JObject> Notifications(string name) => [.. ReadToken($"Notifications/{name}.json").Cast<JObject>()];

    private static JToken ReadToken(string name)
    {
        using var stream = typeof(Fixture).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);
        using var reader = new StreamReader(stream);
        return WireJson.Parse(reader.ReadToEnd());
    }

    public static RecordedRequest Request(string name)
    {
        var recorded = Read($"Requests/{name}.json");
        return new RecordedRequest((string)recorded["method"]!, (string)recorded["version"]!, (JObject)recorded["context"]!, (JObject)recorded["args"]!);
    }
}

sealed record RecordedRequest(string Method, string Version, JObject ContextValues, JObject Args)
{
    public RequestContext Context => new(ContextValues);

    public JObject InstanceData => (JObject)Args["instance"]!["nova_object.data"]!;

    public string InstanceUuid => (string)InstanceData["uuid"]!;
}
