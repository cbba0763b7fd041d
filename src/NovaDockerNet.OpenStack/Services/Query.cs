using System.Text;

namespace NovaDockerNet.OpenStack.Services;

/// <summary>A query string: repeated names for lists, as every OpenStack service reads them.</summary>
public sealed class Query
{
    readonly StringBuilder _text = new();

    public Query Add(string name, string value)
    {
        _text.Append(_text.Length == 0 ? '?' : '&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    /// <summary>Python clients write booleans as "True" and "False".</summary>
    public Query Add(string name, bool value) => Add(name, value ? "True" : "False");

    public Query AddEach(string name, IEnumerable<string> values)
    {
        foreach (var value in values)
            Add(name, value);
        return this;
    }

    public override string ToString() => _text.ToString();
}
