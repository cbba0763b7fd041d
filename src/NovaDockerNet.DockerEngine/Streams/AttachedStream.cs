using NovaDockerNet.DockerEngine.Transport;

namespace NovaDockerNet.DockerEngine.Streams;

/// <summary>Standard input and output of a container or exec, over a hijacked connection.</summary>
public sealed class AttachedStream : IDisposable
{
    private readonly HijackedConnection _connection;
    private readonly bool _terminal;

    internal AttachedStream(HijackedConnection connection, bool terminal)
    {
        _connection = connection;
        _terminal = terminal;
    }

    /// <summary>Output until the process ends or the daemon goes away.</summary>
    public IAsyncEnumerable<OutputFrame> ReadAsync(CancellationToken cancellationToken)
        => OutputReader.ReadAsync(_connection.Stream, _terminal, cancellationToken);

    public async Task WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        await _connection.Stream.WriteAsync(input, cancellationToken);
        await _connection.Stream.FlushAsync(cancellationToken);
    }

    /// <summary>End of file on standard input; output still arrives.</summary>
    public void CloseInput() => _connection.CloseWrite();

    public void Dispose() => _connection.Dispose();
}
