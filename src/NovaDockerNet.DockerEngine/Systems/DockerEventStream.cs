using NovaDockerNet.DockerEngine.Transport;

namespace NovaDockerNet.DockerEngine.Systems;

/// <summary>An open subscription. Ends when the daemon does; enumerate it once.</summary>
public sealed class DockerEventStream : IAsyncEnumerable<DockerEvent>, IDisposable
{
    private readonly Stream _stream;

    internal DockerEventStream(Stream stream) => _stream = stream;

    public async IAsyncEnumerator<DockerEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var message in DockerTransport.ReadMessagesAsync(_stream, "follow docker events", cancellationToken))
            yield return message.ToObject<DockerEvent>(DockerJson.Serializer)!;
    }

    public void Dispose() => _stream.Dispose();
}
