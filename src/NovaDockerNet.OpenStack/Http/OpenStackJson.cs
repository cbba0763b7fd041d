using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.OpenStack.Http;

static class OpenStackJson
{
    internal static JToken Parse(string text)
    {
        using var reader = new JsonTextReader(new StringReader(text))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Decimal,
            MaxDepth = 128,
        };
        return JToken.ReadFrom(reader);
    }
}
