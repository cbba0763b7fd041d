using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace OVSDB.Net.Sessions;

internal static class JsonText
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads one object. Reals stay double, which is what RFC 7047 3.1 defines them to be.</summary>
    public static JObject Parse(ReadOnlyMemory<byte> message)
    {
        using var reader = new JsonTextReader(new StringReader(s_utf8.GetString(message.Span)))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Double,
            MaxDepth = 128,
        };
        return JObject.Load(reader);
    }

    public static byte[] Write(JObject message) => s_utf8.GetBytes(message.ToString(Formatting.None));
}
