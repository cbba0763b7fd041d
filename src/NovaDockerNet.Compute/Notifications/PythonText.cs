using System.Globalization;
using System.Text;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Compute.Notifications;

/// <summary>Texts that nova's unversioned payloads have from Python's str() and repr().</summary>
static class PythonText
{
    /// <summary>str() of a datetime that knows its time zone.</summary>
    public static string Of(DateTimeOffset? time) => time is { } at
        ? at.ToUniversalTime().ToString(at.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd HH:mm:ss'+00:00'" : "yyyy-MM-dd HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture)
        : "None";

    /// <summary>str() of one that does not.</summary>
    public static string Naive(DateTime time) =>
        time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>nova: notifications/base.py null_safe_isotime.</summary>
    public static string NullSafeIsoTime(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture) ?? "";

    public static string Repr(JToken? token) => token switch
    {
        null or { Type: JTokenType.Null } => "None",
        JObject dict => "{" + string.Join(", ", dict.Properties().Select(p => $"{Quote(p.Name)}: {Repr(p.Value)}")) + "}",
        JArray list => "[" + string.Join(", ", list.Select(Repr)) + "]",
        { Type: JTokenType.Boolean } => (bool)token ? "True" : "False",
        { Type: JTokenType.String } => Quote((string)token!),
        _ => Convert.ToString(((JValue)token).Value, CultureInfo.InvariantCulture)!,
    };

    private static string Quote(string text)
    {
        var mark = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        var quoted = new StringBuilder(text.Length + 2).Append(mark);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ when c == mark => quoted.Append('\\').Append(c),
                _ when char.IsControl(c) => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => quoted.Append(c),
            };
        }
        return quoted.Append(mark).ToString();
    }
}
