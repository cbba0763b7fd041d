using System.Threading.Channels;

namespace NovaDockerNet.Oslo.Messaging.Testing;

internal sealed class InMemoryQueue(string name)
{
    private readonly Channel<ReadOnlyMemory<byte>> _messages = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();

    public string Name => name;

    public int Waiting => _messages.Reader.Count;

    public void Add(ReadOnlyMemory<byte> body) => _messages.Writer.TryWrite(body);

    public ValueTask<ReadOnlyMemory<byte>> TakeAsync(CancellationToken cancellationToken) => _messages.Reader.ReadAsync(cancellationToken);
}
