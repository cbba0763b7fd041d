using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Exceptions;

/// <summary>
/// nova/exception.py NovaException. Class names, formats, codes and keyword arguments are nova's, because callers rebuild the
/// exception from them and the API chooses the HTTP status by class.
/// </summary>
public partial class NovaException(ExceptionDetails details, Exception? inner = null) : Exception(details.Message, inner)
{
    public const string Module = "nova.exception";

    public NovaException(string message)
        : this(Describe(message, 500))
    {
    }

    public NovaException(string message, Exception inner)
        : this(Describe(message, 500), inner)
    {
    }

    public ExceptionDetails Details { get; } = details;

    public int Code => Details.Code;

    /// <summary>Class name on the wire.</summary>
    public string ClassName => GetType().Name;

    /// <summary>The keyword arguments with `code`, as nova's constructor keeps them.</summary>
    public JObject WireKwargs()
    {
        var kwargs = (JObject)Details.Kwargs.DeepClone();
        kwargs["code"] ??= Code;
        return kwargs;
    }

    /// <summary>Fills a `%(name)s` format.</summary>
    protected static ExceptionDetails Describe(string format, int code, params ReadOnlySpan<(string Name, object? Value)> kwargs)
    {
        var values = new JObject();
        foreach (var (name, value) in kwargs)
            values[name] = value is null ? JValue.CreateNull() : JToken.FromObject(value);
        var message = Placeholder().Replace(format, match =>
            values[match.Groups[1].Value] is JValue known ? Python(known.Value) : match.Value);
        return new ExceptionDetails(kwargs.Length == 0 ? format : message, code, values);
    }

    private static string Python(object? value) => value is null ? "None" : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    [GeneratedRegex(@"%\((\w+)\)[sdir]")]
    private static partial Regex Placeholder();
}
