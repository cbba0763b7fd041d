namespace NovaDockerNet.Oslo.Config;

/// <summary>A configuration as oslo.config reads it (oslo_config/cfg.py). Immutable; values are converted when asked for.</summary>
public sealed class OsloConfig
{
    /// <summary>One per file, the last one first: the order in which a value is looked for.</summary>
    private readonly IReadOnlyList<ILookup<(string Group, string Name), ConfigAssignment>> _files;
    private readonly Dictionary<(string Group, string Name), string> _overrides;
    private readonly OptionRegistry _registry;

    private OsloConfig(IReadOnlyList<IReadOnlyList<ConfigAssignment>> files, IReadOnlyDictionary<string, string>? overrides, OptionRegistry? registry)
    {
        _files = [.. files.Reverse().Select(static file => file.ToLookup(static item => (OptionRegistry.Normalize(item.Group), item.Name)))];
        _overrides = (overrides ?? new Dictionary<string, string>()).ToDictionary(static pair => Split(pair.Key), static pair => pair.Value);
        _registry = registry ?? OptionRegistry.Empty;
        Assignments = [.. files.SelectMany(static file => file)];
    }

    /// <summary>The files and folders given, as they were.</summary>
    public IReadOnlyList<ConfigSource> Sources { get; private init; } = [];

    internal IReadOnlyList<ConfigAssignment> Assignments { get; }

    /// <summary>
    /// Reads files, then the <c>*.conf</c> files of the folders in the order of their names; later ones win. <paramref name="overrides"/> are
    /// the command line's, by <c>name</c> or <c>group.name</c>. Options of <paramref name="registry"/> can be substituted with their defaults.
    /// </summary>
    public static OsloConfig Load(
        IReadOnlyList<string> configFiles,
        IReadOnlyList<string> configDirs,
        IReadOnlyDictionary<string, string>? overrides = null,
        OptionRegistry? registry = null) =>
        Load([.. configFiles.Select(static file => new ConfigSource(file, false)), .. configDirs.Select(static folder => new ConfigSource(folder, true))], overrides, registry);

    /// <summary>Reads files and folders in the order given, as oslo.config does with its command line.</summary>
    public static OsloConfig Load(
        IReadOnlyList<ConfigSource> sources, IReadOnlyDictionary<string, string>? overrides = null, OptionRegistry? registry = null) =>
        new([.. sources.SelectMany(Files).Select(static file => IniParser.Parse(file, ReadLines(file)))], overrides, registry) { Sources = sources };

    /// <summary>The option's value; a value that cannot be used raises <see cref="OsloConfigException"/>.</summary>
    public T Get<T>(ConfigOption<T> option)
    {
        var found = Find(option);
        try
        {
            if (option.ParseMany is { } parseMany)
                return found.Count == 0 ? option.Unset : parseMany([.. found.Select(item => Substitute(item.Value, option))]);
            if (found is [.., var last])
                return option.Parse(Substitute(last.Value, option));
            return option.DefaultText is { } text ? option.Parse(Substitute(text, option)) : option.Unset;
        }
        catch (FormatException problem)
        {
            throw new OsloConfigException(problem.Message, LocationOf(option), option.Group, option.Name, problem);
        }
    }

    /// <summary>Where the value in force was written; null for a default.</summary>
    public ConfigLocation? LocationOf(ConfigOption option) => Find(option) is [.., var last] ? last.Location : null;

    public bool IsSet(ConfigOption option) => Find(option).Count > 0;

    /// <summary>Reads every declared option, so that a mistake shows at start and not when the option is first needed.</summary>
    public void Validate()
    {
        foreach (var option in _registry.All)
            option.ReadFrom(this);
    }

    /// <summary>For a group that is ours alone: a name nobody declared is a mistake.</summary>
    public void RejectUnknown(string group, OptionRegistry registry)
    {
        var normal = OptionRegistry.Normalize(group);
        foreach (var item in Assignments.Where(item => OptionRegistry.Normalize(item.Group) == normal))
        {
            if (registry.Find(group, item.Name) is not null || IsDeprecatedName(registry, normal, item.Name))
                continue;
            var near = registry.All.Where(option => OptionRegistry.Normalize(option.Group) == normal)
                .OrderBy(option => Distance(option.Name, item.Name)).FirstOrDefault();
            throw new OsloConfigException(
                "unknown option" + (near is null ? "" : $"; did you mean {near.Name}?"), item.Location, group, item.Name);
        }
    }

    /// <summary>Old names in use, for a warning in the log.</summary>
    public IEnumerable<string> DeprecatedNamesInUse() =>
        from option in _registry.All
        from old in option.DeprecatedNames
        let name = Split(old)
        from item in Assignments
        where (OptionRegistry.Normalize(item.Group), item.Name) == name
        select $"{item.Location}: option \"{item.Name}\" from group \"{item.Group}\" is deprecated. Use option \"{option.Name}\" from group \"{option.Group}\".";

    private static IEnumerable<string> Files(ConfigSource source)
    {
        if (!source.IsDirectory)
            return [source.Path];
        if (!Directory.Exists(source.Path))
            throw new OsloConfigException("the configuration folder does not exist", new ConfigLocation(source.Path, 0));
        // Python's glob("*.conf") leaves hidden files out.
        return Directory.GetFiles(source.Path, "*.conf")
            .Where(static file => !Path.GetFileName(file).StartsWith('.'))
            .Order(StringComparer.Ordinal);
    }

    private static string[] ReadLines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OsloConfigException("cannot read the configuration file: " + failure.Message, new ConfigLocation(file, 0), innerException: failure);
        }
    }

    private static (string Group, string Name) Split(string name) => name.IndexOf('.', StringComparison.Ordinal) switch
    {
        < 0 => (ConfigOption.DefaultGroup, name),
        var dot => (OptionRegistry.Normalize(name[..dot]), name[(dot + 1)..]),
    };

    private static bool IsDeprecatedName(OptionRegistry registry, string group, string name) =>
        registry.All.Any(option => option.DeprecatedNames.Any(old => Split(old) == (group, name)));

    // cfg.py _get_file_value: file by file from the last, in each the present name before the old ones.
    private List<ConfigAssignment> Find(ConfigOption option)
    {
        (string Group, string Name)[] names = [(OptionRegistry.Normalize(option.Group), option.Name), .. option.DeprecatedNames.Select(Split)];
        if (_overrides.TryGetValue(names[0], out var given))
            return [new ConfigAssignment(option.Group, option.Name, given, new ConfigLocation("command line", 0))];
        List<ConfigAssignment> found = [];
        foreach (var file in _files)
        {
            foreach (var name in names)
            {
                found.InsertRange(0, file[name]);
                if (found.Count > 0 && !option.IsMulti)
                    return found;
            }
        }
        return found;
    }

    private string Substitute(string text, ConfigOption option) =>
        Template.Substitute(text, name => Variable(name, option.Group, [option]));

    /// <remarks>cfg.py StrSubWrapper: <c>group.name</c>, else the name in the option's own group, else in DEFAULT.</remarks>
    private string Variable(string name, string group, IReadOnlyList<ConfigOption> users)
    {
        var dotted = name.Contains('.', StringComparison.Ordinal);
        var (wantedGroup, wanted) = dotted ? Split(name) : (group, name);
        return Value(wantedGroup, wanted, users) ?? (dotted ? null : Value(ConfigOption.DefaultGroup, wanted, users))
            ?? throw new FormatException($"${name} stands for no known option");
    }

    private string? Value(string group, string name, IReadOnlyList<ConfigOption> users)
    {
        // An option of another service in a shared file: its text serves, though nobody here declared it.
        var option = _registry.Find(group, name)
            ?? (users[0].Group == group && users[0].Name == name ? users[0] : new ConfigOption<string>(group, name, "", static text => text, "") { TypeName = "" });
        if (users.Contains(option))
            throw new FormatException($"${name} leads back to itself");
        var found = Find(option);
        var text = found.Count > 0 ? found[^1].Value : option.DefaultText;
        if (text is null)
            return _registry.Find(group, name) is null ? null : "";
        text = Template.Substitute(text, variable => Variable(variable, group, [.. users, option]));
        // Python writes a bool so.
        return option is ConfigOption<bool> flag ? (flag.Parse(text) ? "True" : "False") : text;
    }

    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            previous = current;
        }
        return previous[^1];
    }
}
