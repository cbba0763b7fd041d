using System.Text;

namespace NovaDockerNet.Oslo.Config;

/// <summary>Writes a commented sample in the manner of oslo-config-generator.</summary>
public static class SampleWriter
{
    private const int Width = 78;

    public static string Write(OptionRegistry registry)
    {
        var text = new StringBuilder();
        foreach (var group in registry.All.GroupBy(static option => option.Group))
        {
            text.Append(text.Length == 0 ? "" : "\n\n").Append('[').Append(group.Key).Append("]\n");
            foreach (var option in group)
                Write(text, option);
        }
        return text.ToString();
    }

    private static void Write(StringBuilder text, ConfigOption option)
    {
        text.Append('\n');
        foreach (var line in Wrap($"{option.Help} ({option.TypeName})"))
            text.Append("# ").Append(line).Append('\n');
        if (option.Minimum is not null)
            text.Append("# Minimum value: ").Append(option.Minimum).Append('\n');
        if (option.Maximum is not null)
            text.Append("# Maximum value: ").Append(option.Maximum).Append('\n');
        if (option.Choices.Count > 0)
            text.Append("# Possible values: ").AppendJoin(", ", option.Choices.Select(static choice => choice.Length == 0 ? "<empty>" : choice)).Append('\n');
        foreach (var name in option.DeprecatedNames)
            text.Append("# Deprecated group/name - [").Append(name.Replace(".", "]/", StringComparison.Ordinal)).Append('\n');
        if (option.SampleDefault is not null)
            text.Append("#\n# This option has a sample default set, which means that\n# its actual default value may vary from the one documented\n# below.\n");
        var value = option.SampleDefault ?? option.DefaultText ?? (option.IsMulti ? "" : "<None>");
        text.Append('#').Append(option.Name).Append(value.Length == 0 ? " =" : " = " + value).Append('\n');
    }

    private static IEnumerable<string> Wrap(string help)
    {
        var line = new StringBuilder();
        foreach (var word in help.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Width - 2)
            {
                yield return line.ToString();
                line.Clear();
            }
            line.Append(line.Length == 0 ? "" : " ").Append(word);
        }
        if (line.Length > 0)
            yield return line.ToString();
    }
}
