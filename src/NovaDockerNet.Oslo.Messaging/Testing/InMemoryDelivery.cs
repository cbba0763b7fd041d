using NovaDockerNet.Oslo.Messaging.Drivers;
using NovaDockerNet.Oslo.Messaging.Failures;

namespace NovaDockerNet.Oslo.Messaging.Testing;

internal sealed class InMemoryDelivery(InMemoryBroker broker, string queue, ReadOnlyMemory<byte> body) : IDelivery
{
    public string Queue => queue;

    public ReadOnlyMemory<byte> Body => body;

    public bool Settled { get; private set; }

    /// <summary>Its connection broke: the broker delivers it again.</summary>
    public bool Lost { get; private set; }

    public Task AckAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Lost = broker.FailAcks;
        if (Lost)
            throw new MessagingConnectionException("the connection is gone");
        Settled = true;
        broker.Acknowledged.Enqueue(queue);
        return Task.CompletedTask;
    }

    public Task RejectAsync(CancellationToken cancellationToken)
    {
        Settled = true;
        broker.Rejected.Enqueue(body);
        return Task.CompletedTask;
    }
}
