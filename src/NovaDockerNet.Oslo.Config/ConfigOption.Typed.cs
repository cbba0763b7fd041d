namespace NovaDockerNet.Oslo.Config;

/// <summary>An option with values of type <typeparamref name="T"/>; made by <see cref="Options"/>.</summary>
public sealed class ConfigOption<T>(string group, string name, string help, Func<string, T> parse, T unset) : ConfigOption(group, name, help)
{
    /// <summary>The value when neither a file nor a default gives one.</summary>
    internal T Unset { get; } = unset;

    /// <summary>For options that add up.</summary>
    internal Func<IReadOnlyList<string>, T>? ParseMany { get; init; }

    /// <summary>Raises <see cref="FormatException"/> with oslo's reason.</summary>
    internal T Parse(string text)
    {
        if (Choices.Count > 0 && !Choices.Contains(text, StringComparer.Ordinal))
            throw new FormatException($"valid values are {string.Join(", ", Choices)}, but found {(Secret ? "another" : $"'{text}'")}");
        return parse(text);
    }

    public override object? ReadFrom(OsloConfig config) => config.Get(this);
}
