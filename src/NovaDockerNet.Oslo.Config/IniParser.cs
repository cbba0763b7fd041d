namespace NovaDockerNet.Oslo.Config;

/// <summary>The file format (oslo_config/iniparser.py, cfg.py ConfigParser).</summary>
internal sealed class IniParser(string file)
{
    private readonly List<ConfigAssignment> _assignments = [];
    private readonly List<string> _value = [];
    private string? _section;
    private string? _key;
    private int _keyLine;
    private int _line;

    public static IReadOnlyList<ConfigAssignment> Parse(string file, IEnumerable<string> lines) => new IniParser(file).Parse(lines);

    private List<ConfigAssignment> Parse(IEnumerable<string> lines)
    {
        foreach (var raw in lines)
        {
            _line++;
            var line = raw.TrimEnd();
            if (line.Length == 0)
                Flush();
            else if (line[0] is ' ' or '\t')
                Continue(line);
            else
                ParseStart(line);
        }
        Flush();
        return _assignments;
    }

    private void ParseStart(string line)
    {
        Flush();
        if (line[0] == '[')
            _section = Section(line);
        else if (line[0] is not ('#' or ';'))
            Assign(line);
    }

    private void Continue(string line)
    {
        if (_key is null)
            throw Error($"unexpected continuation line '{line.Trim()}'; a value goes on only directly below its option");
        _value.Add(line.TrimStart());
    }

    private string Section(string line)
    {
        if (line[^1] != ']')
            throw Error($"section '{line}' does not end with ]");
        return line.Length > 2 ? line[1..^1] : throw Error("empty section name");
    }

    private void Assign(string line)
    {
        var separator = line.AsSpan().IndexOfAny(':', '=');
        if (separator < 0)
            throw Error($"no ':' or '=' in '{line}'");
        var key = line[..separator].Trim();
        if (key.Length == 0)
            throw Error("an option's name is missing before '='");
        if (_section is null)
            throw Error($"option {key} stands before the first [section]");
        _key = key;
        _keyLine = _line;
        _value.Add(Unquote(line[(separator + 1)..].Trim()));
    }

    private static string Unquote(string value) => value switch
    {
        ['"', .., '"'] or ['\'', .., '\''] => value[1..^1],
        "\"" or "'" => "",
        _ => value,
    };

    private void Flush()
    {
        if (_key is null)
            return;
        _assignments.Add(new ConfigAssignment(_section!, _key, string.Join('\n', _value), new ConfigLocation(file, _keyLine)));
        _key = null;
        _value.Clear();
    }

    private OsloConfigException Error(string problem) => new(problem, new ConfigLocation(file, _line));
}
