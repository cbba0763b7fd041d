using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Compute.Tests.Fakes;

/// <summary>Requests recorded from nova 26, and nova's own method tables.</summary>
static class Fixture
{
    public static JObject Read(string name)
    {
        using var stream = typeof(Fixture).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);
        using var reader = new StreamReader(stream);
        return (JObject)WireJson.Parse(reader.ReadToEnd());
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
