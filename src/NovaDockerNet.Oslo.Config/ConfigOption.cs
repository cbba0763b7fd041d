namespace NovaDockerNet.Oslo.Config;

/// <summary>A declared option: what can be read, checked and documented without knowing its type.</summary>
public abstract class ConfigOption(string group, string name, string help)
{
    public const string DefaultGroup = "DEFAULT";

    /// <summary>The section; <c>DEFAULT</c> is written exactly so, other sections in any case.</summary>
    public string Group { get; } = group;

    /// <summary>The name as it stands in the file, with underscores.</summary>
    public string Name { get; } = name.Replace('-', '_');

    public string Help { get; } = help;

    /// <summary>Earlier names, as <c>group.name</c>; found in a later file they win over the present name in an earlier one.</summary>
    public IReadOnlyList<string> DeprecatedNames { get; init; } = [];

    /// <summary>Never logged, not even in an error message.</summary>
    public bool Secret { get; init; }

    /// <summary>What stands in the sample for a default that depends on the host.</summary>
    public string? SampleDefault { get; init; }

    /// <summary>The values allowed, when they are few.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    public string? Minimum { get; init; }

    public string? Maximum { get; init; }

    /// <summary>The default as one would write it, substitutions included; null: not set.</summary>
    public string? DefaultText { get; init; }

    /// <summary>oslo's name of the type, for the sample: <c>string value</c>, <c>list value</c>...</summary>
    public required string TypeName { get; init; }

    /// <summary>Several assignments add up instead of the last one winning.</summary>
    public bool IsMulti { get; init; }

    public override string ToString() => $"[{Group}] {Name}";

    /// <summary>Reads the option without knowing its type, for example to see whether it is well written.</summary>
    public abstract object? ReadFrom(OsloConfig config);
}
