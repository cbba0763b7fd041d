using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.OpenStack.Http;

/// <summary>The four shapes in which OpenStack services report errors.</summary>
static partial class ErrorBody
{
    const int LongestMessage = 2000;

    /// <summary>neutron: {"NeutronError": {type, message, detail}}; placement: {"errors": [{code, detail}]}.</summary>
    internal static string? CodeOf(string body)
    {
        var json = TryParse(body);
        return json switch
        {
            { } when json["NeutronError"] is JObject neutron => Text(neutron["type"]),
            { } when json["errors"] is JArray { Count: > 0 } errors => Text((errors[0] as JObject)?["code"]),
            _ => null,
        };
    }

    internal static string MessageOf(string body)
    {
        var text = FromJson(TryParse(body)) ?? Tags().Replace(body, " ");
        text = Spaces().Replace(text, " ").Trim();
        return text.Length <= LongestMessage ? text : text[..LongestMessage] + "...";
    }

    static string? FromJson(JObject? json)
    {
        if (json is null)
            return null;
        if (json["errors"] is JArray { Count: > 0 } errors && errors[0] is JObject first)
            return Text(first["detail"]) ?? Text(first["title"]);

        // neutron's NeutronError, keystone's error, nova's and cinder's itemNotFound/badRequest/...: one object with a message.
        foreach (var value in json.PropertyValues())
        {
            if (value is JObject inner && inner["message"] is JValue { Type: JTokenType.String } message)
                return (string?)message;
            if (value.Type == JTokenType.String && value.Path is "message" or "NeutronError")
                return (string?)value;
        }

        return null;
    }

    // A refusal must reach the log whatever its body looks like.
    static string? Text(JToken? value) => value is JValue { Value: { } content } ? content.ToString() : null;

    static JObject? TryParse(string body)
    {
        if (!body.AsSpan().TrimStart().StartsWith("{"))
            return null;
        try
        {
            return OpenStackJson.Parse(body) as JObject;
        }
        catch (JsonException)
        {
            // A proxy's text that only looks like JSON: shown as text.
            return null;
        }
    }

    [GeneratedRegex("<(?:style|script).*?</(?:style|script)>|<[^>]+>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
