using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Failures;

namespace NovaDockerNet.Oslo.Messaging.Wire;

/// <summary>JSON as it crosses the broker: dates stay text, numbers keep their digits, depth is limited.</summary>
internal static class MessageJson
{
    /// <summary>Deeper than any nova object graph, shallower than any stack.</summary>
    public const int MaxDepth = 128;

    // Each token would carry where in the text it stood.
    private static readonly JsonLoadSettings s_load = new() { LineInfoHandling = LineInfoHandling.Ignore };

    public static JToken Parse(string text)
    {
        try
        {
            return Parse(text, FloatParseHandling.Decimal);
        }
        catch (MalformedMessageException)
        {
            // A number beyond what decimal holds is no reason to refuse what Python reads; all else fails again.
            return Parse(text, FloatParseHandling.Double);
        }
    }

    private static JToken Parse(string text, FloatParseHandling floats)
    {
        try
        {
            using var reader = new JsonTextReader(new StringReader(text))
            {
                DateParseHandling = DateParseHandling.None,
                FloatParseHandling = floats,
                MaxDepth = MaxDepth,
                ArrayPool = CharacterPool.Shared,
            };
            var token = JToken.ReadFrom(reader, s_load);
            while (reader.Read())
            {
                if (reader.TokenType != JsonToken.Comment)
                    throw new MalformedMessageException("text after the end of the JSON document");
            }
            return token;
        }
        catch (JsonException e)
        {
            throw new MalformedMessageException(e.Message, e);
        }
    }

    /// <summary>Escapes everything outside ASCII, as Python does.</summary>
    public static string Write(JToken token)
    {
        using var text = new MessageText();
        Write(token, text);
        return text.ToString();
    }

    /// <summary>The same as bytes.</summary>
    public static byte[] WriteBytes(JToken token)
    {
        using var text = new MessageText();
        Write(token, text);
        var bytes = new byte[Encoding.UTF8.GetByteCount(text.Written)];
        Encoding.UTF8.GetBytes(text.Written, bytes);
        return bytes;
    }

    private static void Write(JToken token, MessageText text)
    {
        using var writer = new JsonTextWriter(text)
        {
            StringEscapeHandling = StringEscapeHandling.EscapeNonAscii,
            ArrayPool = CharacterPool.Shared,
            CloseOutput = false,
        };
        token.WriteTo(writer);
    }
}
