using Microsoft.Extensions.Logging;
using NovaDockerNet.Oslo.Messaging.Drivers;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Topology;

namespace NovaDockerNet.Oslo.Messaging.Rabbit;

/// <summary>RabbitMQ: one connection to send on, one for each group of queues.</summary>
internal sealed class RabbitDriver(TransportOptions options, TransportUrl url, TimeProvider time, ILoggerFactory loggerFactory) : IRpcDriver
{
    private readonly RabbitConnector _connector = new(options, url, time, loggerFactory.CreateLogger<RabbitConnector>());
    private RabbitPublisher? _publisher;

    public IReadOnlyList<string> Disconnected => _connector.Disconnected;

    private RabbitPublisher Publisher =>
        LazyInitializer.EnsureInitialized(ref _publisher, () => new RabbitPublisher(_connector, time, loggerFactory.CreateLogger<RabbitPublisher>()));

    public Task PublishAsync(Publication publication, CancellationToken cancellationToken) =>
        Publisher.PublishAsync(publication, cancellationToken);

    public async Task<IConsumerGroup> ConsumeAsync(
        IReadOnlyList<ConsumedQueue> queues, DeliveryHandler handler, CancellationToken cancellationToken)
    {
        var group = new RabbitConsumerGroup(_connector, options, queues, handler, time, loggerFactory.CreateLogger<RabbitConsumerGroup>());
        try
        {
            await group.StartAsync(cancellationToken);
            return group;
        }
        catch
        {
            await group.DisposeAsync();
            throw;
        }
    }

    public Task<bool> IsConsumedAsync(string queue, CancellationToken cancellationToken) => Publisher.IsConsumedAsync(queue, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_publisher is not null)
            await _publisher.DisposeAsync();
    }
}
