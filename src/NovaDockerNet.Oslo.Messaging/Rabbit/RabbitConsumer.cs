using NovaDockerNet.Oslo.Messaging.Topology;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace NovaDockerNet.Oslo.Messaging.Rabbit;

/// <summary>The library's consumer of one queue: hands deliveries over and reports when the broker ends the consumer.</summary>
internal sealed class RabbitConsumer(
    IChannel channel, ConsumedQueue queue, Func<RabbitDelivery, CancellationToken, Task> handler, Action<ConsumedQueue, long> streamPosition, Action<string> ended, CancellationToken stopping)
    : IAsyncBasicConsumer
{
    public IChannel Channel => channel;

    public async Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        if (properties.Headers is { } headers && headers.TryGetValue("x-stream-offset", out var offset) && offset is long position)
            streamPosition(queue, position);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        await handler(new RabbitDelivery(channel, deliveryTag, queue.Name, body), either.Token);
    }

    public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        ended($"the broker cancelled the consumer of queue '{queue.Name}'");
        return Task.CompletedTask;
    }

    public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
    {
        ended(reason.ReplyText);
        return Task.CompletedTask;
    }
}
