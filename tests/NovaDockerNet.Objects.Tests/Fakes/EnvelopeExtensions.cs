using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Tests.Fakes;

internal static class EnvelopeExtensions
{
    public static JObject With(this JObject envelope, string field, JToken value)
    {
        ((JObject)envelope["nova_object.data"]!)[field] = value;
        return envelope;
    }
}
