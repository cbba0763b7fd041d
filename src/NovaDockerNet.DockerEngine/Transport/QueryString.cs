using System.Globalization;
using System.Text;

namespace NovaDockerNet.DockerEngine.Transport;

/// <summary>Builds a path with its query; parameters that are null are left out.</summary>
sealed class QueryString(string path)
{
    private readonly StringBuilder _text = new(path);
    private bool _any;

    public QueryString Add(string name, string? value)
    {
        if (value is null)
            return this;
        _text.Append(_any ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        _any = true;
        return this;
    }

    public QueryString Add(string name, bool value) => Add(name, value ? "1" : null);

    public QueryString Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public QueryString AddFilters(IReadOnlyDictionary<string, IReadOnlyList<string>>? filters)
        => Add("filters", filters is { Count: > 0 } ? DockerJson.Write(filters) : null);

    public override string ToString() => _text.ToString();

    /// <summary>A container id or image reference as a path segment; slashes and colons of image names stay.</summary>
    public static string Segment(string name)
    {
        if (string.IsNullOrEmpty(name))
            throw new ArgumentException("an empty id or name would address another resource of the Engine", nameof(name));
        return Uri.EscapeDataString(name).Replace("%2F", "/", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal);
    }
}
