using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.VersionedObjects;

/// <summary>JSON as python writes it: dates stay text, numbers keep their digits, depth is limited, NaN is refused.</summary>
public static class WireJson
{
    public const int MaxDepth = 128;

    public static JToken Parse(string text)
    {
        using var reader = new JsonTextReader(new StringReader(text))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Decimal,
            MaxDepth = MaxDepth,
        };
        try
        {
            var token = JToken.ReadFrom(reader);
            if (reader.Read())
                throw new ObjectFormatException("Text follows after the JSON value.");
            return token;
        }
        catch (JsonReaderException e)
        {
            throw new ObjectFormatException($"Not valid JSON: {e.Message}", e);
        }
    }

    public static string ToText(JToken token)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using var writer = new JsonTextWriter(text) { Formatting = Formatting.None };
        token.WriteTo(writer);
        writer.Flush();
        return text.ToString();
    }
}
