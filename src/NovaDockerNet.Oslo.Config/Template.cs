using System.Text.RegularExpressions;

namespace NovaDockerNet.Oslo.Config;

/// <summary>Python's string.Template with oslo's idea of a name (cfg.py ConfigOpts.Template), substituted safely: what is no name stays.</summary>
internal static partial class Template
{
    public static string Substitute(string text, Func<string, string> variable)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
            return text;
        return Pattern().Replace(text.Replace("\\$", "$$", StringComparison.Ordinal), match =>
            match.Groups["escaped"].Success ? "$" : variable(match.Groups["name"].Value));
    }

    [GeneratedRegex(@"\$(?:(?<escaped>\$)|(?<name>[_a-zA-Z][._a-zA-Z0-9]*)|\{(?<name>[_a-zA-Z][._a-zA-Z0-9]*)\})", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
