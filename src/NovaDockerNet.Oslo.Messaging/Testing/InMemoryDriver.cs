using NovaDockerNet.Oslo.Messaging.Drivers;
using NovaDockerNet.Oslo.Messaging.Topology;

namespace NovaDockerNet.Oslo.Messaging.Testing;

internal sealed class InMemoryDriver(InMemoryBroker broker) : IRpcDriver
{
    public IReadOnlyList<string> Disconnected => [];

    public Task PublishAsync(Publication publication, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        broker.Publish(publication);
        return Task.CompletedTask;
    }

    public Task<IConsumerGroup> ConsumeAsync(
        IReadOnlyList<ConsumedQueue> queues, DeliveryHandler handler, CancellationToken cancellationToken) =>
        Task.FromResult<IConsumerGroup>(new InMemoryConsumerGroup(broker, queues, handler));

    public Task<bool> IsConsumedAsync(string queue, CancellationToken cancellationToken) =>
        Task.FromResult(broker.Declared.Any(declared => declared.Name == queue));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
