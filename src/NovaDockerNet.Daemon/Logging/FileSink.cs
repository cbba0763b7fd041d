using System.Text;
using Microsoft.Extensions.Logging;

namespace NovaDockerNet.Daemon.Logging;

/// <summary>A file that logrotate may move away at any time: a new one is begun then.</summary>
internal sealed class FileSink : ILogSink
{
    private readonly string _path;
    private readonly Lock _lock = new();
    private FileStream? _stream;

    /// <summary>Opens the file at once, so that a wrong path shows at start.</summary>
    public FileSink(string path)
    {
        _path = path;
        _stream = Open();
    }

    public void Write(LogLevel level, string text)
    {
        var line = Encoding.UTF8.GetBytes(text + "\n");
        lock (_lock)
        {
            try
            {
                if (_stream is null || !File.Exists(_path))
                {
                    _stream?.Dispose();
                    _stream = null;
                    _stream = Open();
                }
                _stream.Write(line);
                _stream.Flush();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"cannot log to {_path}: {failure.Message}\n{text}");
            }
        }
    }

    public void Dispose() => _stream?.Dispose();

    private FileStream Open()
    {
        if (Path.GetDirectoryName(Path.GetFullPath(_path)) is { } folder)
            Directory.CreateDirectory(folder);
        return new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }
}
