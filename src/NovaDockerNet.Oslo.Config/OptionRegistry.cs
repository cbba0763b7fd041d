using System.Collections.Immutable;

namespace NovaDockerNet.Oslo.Config;

/// <summary>Every option a program declares: known to substitution, to validation and to the sample file.</summary>
public sealed class OptionRegistry
{
    private readonly ImmutableDictionary<(string Group, string Name), ConfigOption> _byName;

    public OptionRegistry(IEnumerable<ConfigOption> options)
    {
        All = [.. options];
        var doubled = All.GroupBy(static option => (Normalize(option.Group), option.Name)).FirstOrDefault(static group => group.Count() > 1);
        if (doubled is not null)
            throw new ArgumentException($"option [{doubled.Key.Item1}] {doubled.Key.Name} is declared twice", nameof(options));
        _byName = All.ToImmutableDictionary(static option => (Normalize(option.Group), option.Name));
    }

    public static OptionRegistry Empty { get; } = new([]);

    /// <summary>In the order of declaration.</summary>
    public IReadOnlyList<ConfigOption> All { get; }

    public ConfigOption? Find(string group, string name) => _byName.GetValueOrDefault((Normalize(group), name));

    // oslo_config/cfg.py _normalize_group_name
    internal static string Normalize(string group) => group == ConfigOption.DefaultGroup ? group : group.ToLowerInvariant();
}
