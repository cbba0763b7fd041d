using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace NovaDockerNet.Daemon.Logging;

/// <summary>A format string of Python's logging: <c>%(name)s</c>, <c>%(msecs)03d</c>, <c>%%</c>.</summary>
internal sealed partial class PercentTemplate
{
    private static readonly string[] s_known =
    [
        "asctime", "msecs", "process", "thread", "hostname", "levelname", "name", "message", "instance", "uuid", "resource", "global_request_id",
        "request_id", "user_identity", "user", "user_id", "project", "project_id", "domain", "system_scope", "user_domain", "project_domain",
    ];

    private readonly IReadOnlyList<(string Literal, string? Name, int ZeroPadding)> _parts;

    private PercentTemplate(IReadOnlyList<(string Literal, string? Name, int ZeroPadding)> parts) => _parts = parts;

    public static PercentTemplate Parse(string format)
    {
        List<(string, string?, int)> parts = [];
        var position = 0;
        for (var percent = format.IndexOf('%', StringComparison.Ordinal); percent >= 0; percent = format.IndexOf('%', position))
        {
            var match = Placeholder().Match(format, percent);
            if (!match.Success || match.Index != percent)
                throw new FormatException($"cannot read '{format[percent..]}' in the format");
            var name = match.Groups["name"].Value;
            if (name.Length > 0 && !s_known.Contains(name))
                throw new FormatException($"%({name}) is not known; there are {string.Join(", ", s_known)}");
            parts.Add(name.Length > 0
                ? (format[position..percent], name, match.Groups["zeros"].Success ? int.Parse(match.Groups["zeros"].Value, CultureInfo.InvariantCulture) : 0)
                : (format[position..percent] + "%", null, 0));
            position = percent + match.Length;
        }
        parts.Add((format[position..], null, 0));
        return new PercentTemplate(parts);
    }

    public void Append(StringBuilder text, Func<string, string> value)
    {
        foreach (var (literal, name, zeros) in _parts)
        {
            text.Append(literal);
            if (name is not null)
                text.Append(value(name).PadLeft(zeros, '0'));
        }
    }

    [GeneratedRegex(@"%(%|\((?<name>[a-z_]+)\)(0(?<zeros>[1-9]))?[sd])", RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();
}
