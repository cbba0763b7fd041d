using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace NovaDockerNet.Daemon.Logging;

/// <summary>Nova's log lines (oslo_log/formatters.py ContextFormatter).</summary>
internal sealed class NovaLineFormat(
    PercentTemplate context, PercentTemplate plain, PercentTemplate exceptionPrefix, PercentTemplate identity, PercentTemplate instance, DateTemplate date)
{
    // A message quotes what it was sent. More of it helps nobody, and whoever sends it must not fill the disk.
    private const int LongestMessage = 16 * 1024;
    private const int LongestException = 64 * 1024;

    /// <summary>The text of a record, without the last end of line; an exception's lines follow, each with its prefix.</summary>
    public string Format(LogRecord record)
    {
        var text = new StringBuilder(256);
        (record.HasRequest ? context : plain).Append(text, Value);
        if (record.Exception is null)
            return text.ToString();

        foreach (var line in Shorten(record.Exception.ToString(), LongestException).Split('\n'))
        {
            text.Append('\n');
            exceptionPrefix.Append(text, Value);
            text.Append(line.TrimEnd('\r'));
        }
        return text.ToString();

        string Value(string name) => name switch
        {
            "asctime" => date.Format(record.Time),
            "msecs" => record.Time.Millisecond.ToString(CultureInfo.InvariantCulture),
            "process" => Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
            "thread" => Environment.CurrentManagedThreadId.ToString(CultureInfo.InvariantCulture),
            "hostname" => Environment.MachineName,
            "levelname" => LevelName(record.Level),
            "name" => record.Logger,
            "message" => Shorten(record.Message, LongestMessage),
            "instance" => record.InstanceUuid is null ? "" : Nested(instance),
            "uuid" => record.InstanceUuid ?? "",
            "resource" => "",
            "user_identity" => Nested(identity),
            "global_request_id" or "request_id" => record.Field(name) ?? "None",
            "user" or "user_id" => record.Field("user_id") ?? "-",
            "project" or "project_id" => record.Field("project_id") ?? "-",
            _ => record.Field(name) ?? "-",
        };

        string Nested(PercentTemplate template)
        {
            var nested = new StringBuilder();
            template.Append(nested, Value);
            return nested.ToString();
        }
    }

    private static string Shorten(string text, int longest) => text.Length <= longest
        ? text
        : $"{text.AsSpan(0, longest)}... ({(text.Length - longest).ToString(CultureInfo.InvariantCulture)} more characters)";

    private static string LevelName(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARNING",
        LogLevel.Error => "ERROR",
        _ => "CRITICAL",
    };
}
