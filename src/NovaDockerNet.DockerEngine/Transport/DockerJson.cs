using System.Text;
using Newtonsoft.Json;

namespace NovaDockerNet.DockerEngine.Transport;

/// <summary>The Engine's JSON: PascalCase, absent and null mean the same, unknown members are none of our business.</summary>
static class DockerJson
{
    private static readonly JsonSerializerSettings Settings = new()
    {
        NullValueHandling = NullValueHandling.Ignore,
        MissingMemberHandling = MissingMemberHandling.Ignore,
        DateParseHandling = DateParseHandling.None,
        FloatParseHandling = FloatParseHandling.Decimal,
        MaxDepth = 128,
    };

    public static readonly JsonSerializer Serializer = JsonSerializer.Create(Settings);

    public static string Write(object value) => JsonConvert.SerializeObject(value, Settings);

    public static T Read<T>(string text) => JsonConvert.DeserializeObject<T>(text, Settings)
        ?? throw new JsonSerializationException("the answer is empty");

    /// <summary>A reader over values written one after another, as the Engine's progress and event streams are.</summary>
    public static JsonTextReader OpenSequence(Stream stream) => new(new StreamReader(stream, Encoding.UTF8))
    {
        SupportMultipleContent = true,
        DateParseHandling = DateParseHandling.None,
        FloatParseHandling = FloatParseHandling.Decimal,
        MaxDepth = 128,
    };
}
