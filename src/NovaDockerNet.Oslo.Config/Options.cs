using System.Globalization;

namespace NovaDockerNet.Oslo.Config;

/// <summary>Declares options, one factory for each type of oslo_config/types.py that is used here.</summary>
public static class Options
{
    // What timers take: 2^32 - 2 milliseconds, 49 days.
    private const double LongestSeconds = 4_294_967;

    public static ConfigOption<string> String(
        string group, string name, string defaultValue, string help,
        IReadOnlyList<string>? choices = null, IReadOnlyList<string>? deprecatedNames = null, bool secret = false, string? sampleDefault = null) =>
        new(group, name, help, static text => text, "")
        {
            TypeName = "string value",
            DefaultText = defaultValue,
            Choices = choices ?? [],
            DeprecatedNames = deprecatedNames ?? [],
            Secret = secret,
            SampleDefault = sampleDefault,
        };

    /// <summary>A string that may be left unset.</summary>
    public static ConfigOption<string?> OptionalString(
        string group, string name, string help,
        IReadOnlyList<string>? choices = null, IReadOnlyList<string>? deprecatedNames = null, bool secret = false) =>
        new(group, name, help, static text => text, null)
        {
            TypeName = "string value",
            Choices = choices ?? [],
            DeprecatedNames = deprecatedNames ?? [],
            Secret = secret,
        };

    public static ConfigOption<int> Integer(
        string group, string name, int defaultValue, string help, int? min = null, int? max = null, IReadOnlyList<string>? deprecatedNames = null) =>
        new(group, name, help, text => ParseInteger(text, min, max) ?? throw new FormatException("a number is needed"), 0)
        {
            TypeName = "integer value",
            DefaultText = Text(defaultValue),
            Minimum = Text(min),
            Maximum = Text(max),
            DeprecatedNames = deprecatedNames ?? [],
        };

    /// <summary>An integer that may be left unset or empty.</summary>
    public static ConfigOption<int?> OptionalInteger(
        string group, string name, string help, int? min = null, int? max = null, IReadOnlyList<string>? deprecatedNames = null) =>
        new(group, name, help, text => ParseInteger(text, min, max), null)
        {
            TypeName = "integer value",
            Minimum = Text(min),
            Maximum = Text(max),
            DeprecatedNames = deprecatedNames ?? [],
        };

    public static ConfigOption<int> Port(string group, string name, int defaultValue, string help, IReadOnlyList<string>? deprecatedNames = null) =>
        new(group, name, help, static text => ParseInteger(text, 0, ushort.MaxValue) ?? throw new FormatException("a port number is needed"), 0)
        {
            TypeName = "port value",
            DefaultText = Text(defaultValue),
            Minimum = "0",
            Maximum = "65535",
            DeprecatedNames = deprecatedNames ?? [],
        };

    public static ConfigOption<double> Float(
        string group, string name, double defaultValue, string help, double? min = null, double? max = null, IReadOnlyList<string>? deprecatedNames = null) =>
        new(group, name, help, text => ParseFloat(text, min, max) ?? throw new FormatException("a number is needed"), 0)
        {
            TypeName = "floating point value",
            DefaultText = Text(defaultValue),
            Minimum = Text(min),
            Maximum = Text(max),
            DeprecatedNames = deprecatedNames ?? [],
        };

    /// <summary>A number that may be left unset or empty.</summary>
    public static ConfigOption<double?> OptionalFloat(
        string group, string name, string help, double? min = null, double? max = null, IReadOnlyList<string>? deprecatedNames = null) =>
        new(group, name, help, text => ParseFloat(text, min, max), null)
        {
            TypeName = "floating point value",
            Minimum = Text(min),
            Maximum = Text(max),
            DeprecatedNames = deprecatedNames ?? [],
        };

    public static ConfigOption<bool> Boolean(
        string group, string name, bool defaultValue, string help, IReadOnlyList<string>? deprecatedNames = null) =>
        new(group, name, help, ParseBoolean, false)
        {
            TypeName = "boolean value",
            DefaultText = defaultValue ? "true" : "false",
            DeprecatedNames = deprecatedNames ?? [],
        };

    /// <summary>Seconds, a fraction allowed.</summary>
    public static ConfigOption<TimeSpan> Seconds(
        string group, string name, double defaultValue, string help, double? min = null, double? max = null, IReadOnlyList<string>? deprecatedNames = null) =>
        new(group, name, help, text => TimeSpan.FromSeconds(ParseFloat(text, min, max ?? LongestSeconds) ?? throw new FormatException("a number of seconds is needed")), default)
        {
            TypeName = "seconds",
            DefaultText = Text(defaultValue),
            Minimum = Text(min),
            Maximum = Text(max),
            DeprecatedNames = deprecatedNames ?? [],
        };

    /// <summary>Items separated by commas.</summary>
    public static ConfigOption<IReadOnlyList<string>> List(
        string group, string name, IReadOnlyList<string> defaultValue, string help, IReadOnlyList<string>? deprecatedNames = null) =>
        new(group, name, help, ParseList, [])
        {
            TypeName = "list value",
            DefaultText = string.Join(',', defaultValue),
            DeprecatedNames = deprecatedNames ?? [],
        };

    /// <summary>May be given several times; all values count, in the order of the files.</summary>
    public static ConfigOption<IReadOnlyList<string>> MultiString(
        string group, string name, IReadOnlyList<string> defaultValue, string help, IReadOnlyList<string>? deprecatedNames = null, bool secret = false) =>
        new(group, name, help, static text => [text], defaultValue)
        {
            TypeName = "multi valued",
            IsMulti = true,
            ParseMany = static texts => texts,
            DeprecatedNames = deprecatedNames ?? [],
            Secret = secret,
        };

    private static int? ParseInteger(string text, int? min, int? max)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
            return null;
        if (!int.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            throw new FormatException($"'{trimmed}' is no integer");
        return (int?)InRange(value, min, max);
    }

    private static double? ParseFloat(string text, double? min, double? max)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
            return null;
        if (!double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            throw new FormatException($"'{trimmed}' is no number");
        return InRange(value, min, max);
    }

    private static double InRange(double value, double? min, double? max)
    {
        if (value < min)
            throw new FormatException($"{Text(value)} should be greater than or equal to {Text(min)}");
        if (value > max)
            throw new FormatException($"{Text(value)} should be less than or equal to {Text(max)}");
        return value;
    }

    private static bool ParseBoolean(string text) => text.ToLowerInvariant() switch
    {
        "true" or "1" or "on" or "yes" => true,
        "false" or "0" or "off" or "no" => false,
        _ => throw new FormatException($"'{text}' is no boolean; write true or false"),
    };

    // oslo_config/types.py List: a comma too many at the end does not count, one in the middle makes an empty item.
    private static IReadOnlyList<string> ParseList(string text)
    {
        var trimmed = text.Trim().TrimEnd(',');
        return trimmed.Length == 0 ? [] : [.. trimmed.Split(',').Select(static item => item.Trim())];
    }

    private static string? Text(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture);
}
