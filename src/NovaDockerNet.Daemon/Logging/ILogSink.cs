using Microsoft.Extensions.Logging;

namespace NovaDockerNet.Daemon.Logging;

/// <summary>Where lines go. Writing never throws: a full disk must not stop a build.</summary>
internal interface ILogSink : IDisposable
{
    void Write(LogLevel level, string text);
}
