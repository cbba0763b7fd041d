using System.Text;
using Microsoft.Extensions.Logging;

namespace NovaDockerNet.Daemon.Logging;

/// <summary>Standard error: plain, or with the priorities of sd-daemon(3) when it is systemd's journal that reads it.</summary>
internal sealed class StreamSink(Stream stream, bool withPriorities) : ILogSink
{
    private readonly Lock _lock = new();

    public void Write(LogLevel level, string text)
    {
        var prefix = withPriorities ? Priority(level) : "";
        // Each line is an entry of its own in the journal.
        var lines = Encoding.UTF8.GetBytes(prefix + (withPriorities ? text.Replace("\n", "\n" + prefix, StringComparison.Ordinal) : text) + "\n");
        lock (_lock)
        {
            try
            {
                stream.Write(lines);
                stream.Flush();
            }
            catch (IOException)
            {
                // The reader has gone; there is nowhere left to say so.
            }
        }
    }

    public void Dispose() => stream.Dispose();

    private static string Priority(LogLevel level) => level switch
    {
        LogLevel.Critical => "<2>",
        LogLevel.Error => "<3>",
        LogLevel.Warning => "<4>",
        LogLevel.Information => "<6>",
        _ => "<7>",
    };
}
