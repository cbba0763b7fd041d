using System.Globalization;
using System.Text;

namespace NovaDockerNet.Daemon.Logging;

/// <summary>The directives of Python's strftime that make sense in a log.</summary>
internal sealed class DateTemplate
{
    private readonly string _format;

    private DateTemplate(string format) => _format = format;

    public static DateTemplate Parse(string format)
    {
        var result = new StringBuilder();
        for (var index = 0; index < format.Length; index++)
        {
            if (format[index] != '%')
                result.Append('\\').Append(format[index]);
            else if (++index < format.Length)
                result.Append(Directive(format[index]));
            else
                throw new FormatException("a date format cannot end with %");
        }
        return new DateTemplate(result.ToString());
    }

    public string Format(DateTimeOffset time) => time.ToString(_format, CultureInfo.InvariantCulture);

    private static string Directive(char letter) => letter switch
    {
        'Y' => "yyyy",
        'm' => "MM",
        'd' => "dd",
        'H' => "HH",
        'M' => "mm",
        'S' => "ss",
        'f' => "ffffff",
        'z' => "zzz",
        'b' => "MMM",
        'a' => "ddd",
        'y' => "yy",
        'T' => "HH':'mm':'ss",
        'F' => "yyyy'-'MM'-'dd",
        '%' => "\\%",
        _ => throw new FormatException($"%{letter} is not supported in a date format"),
    };
}
