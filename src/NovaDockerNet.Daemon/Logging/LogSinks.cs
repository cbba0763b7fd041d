using NovaDockerNet.Oslo.Config;

namespace NovaDockerNet.Daemon.Logging;

internal static class LogSinks
{
    public static IReadOnlyList<ILogSink> Open(LogSettings settings)
    {
        List<ILogSink> sinks = [];
        if (settings.File is { } file)
        {
            try
            {
                sinks.Add(new FileSink(file));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new OsloConfigException($"cannot log to {file}: {failure.Message}", group: "DEFAULT", option: "log_file", innerException: failure);
            }
        }
        if (settings.File is null || settings.UseStandardError)
        {
            var journal = IsJournal(Environment.GetEnvironmentVariable("JOURNAL_STREAM"), new FileInfo("/proc/self/fd/2").LinkTarget);
            sinks.Add(new StreamSink(Console.OpenStandardError(), journal));
        }
        return sinks;
    }

    /// <summary>
    /// JOURNAL_STREAM is "device:inode" of the socket systemd gave us (systemd.exec(5)); standard error may have been redirected since.
    /// </summary>
    internal static bool IsJournal(string? journalStream, string? standardError) =>
        journalStream?.Split(':') is [_, var inode] && standardError == $"socket:[{inode}]";
}
