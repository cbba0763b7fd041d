using System.Collections.Concurrent;
using NovaDockerNet.Oslo.Messaging.Drivers;
using NovaDockerNet.Oslo.Messaging.Topology;

namespace NovaDockerNet.Oslo.Messaging.Testing;

/// <summary>Delivers one message at a time over all queues of the group, as a channel of RabbitMQ does.</summary>
internal sealed class InMemoryConsumerGroup : IConsumerGroup
{
    /// <summary>A broker delivers again when the consumer has connected again; at once would be a busy loop.</summary>
    private static readonly TimeSpan Reconnect = TimeSpan.FromMilliseconds(10);

    private readonly InMemoryBroker _broker;
    private readonly IReadOnlyList<ConsumedQueue> _queues;
    private readonly DeliveryHandler _handler;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly ConcurrentQueue<(InMemoryQueue Queue, ReadOnlyMemory<byte> Body)> _unsettled = new();
    private readonly Task _pumps;
    private int _disposed;

    public InMemoryConsumerGroup(InMemoryBroker broker, IReadOnlyList<ConsumedQueue> queues, DeliveryHandler handler)
    {
        _broker = broker;
        _queues = queues;
        _handler = handler;
        _pumps = Task.WhenAll(queues.Select(broker.Declare).Select(PumpAsync));
    }

    public async Task CancelAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _pumps.WaitAsync(cancellationToken);
        // As a closed channel does: what was neither acknowledged nor rejected goes back.
        while (_unsettled.TryDequeue(out var left))
            left.Queue.Add(left.Body);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await CancelAsync(CancellationToken.None);
        foreach (var queue in _queues.Where(queue => queue.DeleteOnClose))
            _broker.DeleteQueue(queue.Name);
        _stopping.Dispose();
        _one.Dispose();
    }

    private async Task PumpAsync(InMemoryQueue queue)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                var body = await queue.TakeAsync(_stopping.Token);
                if (!await DeliverAsync(queue, body))
                    await Task.Delay(Reconnect, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The group was cancelled.
        }
    }

    /// <summary>False when the connection broke on the way.</summary>
    private async Task<bool> DeliverAsync(InMemoryQueue queue, ReadOnlyMemory<byte> body)
    {
        var delivery = new InMemoryDelivery(_broker, queue.Name, body);
        try
        {
            await _one.WaitAsync(_stopping.Token);
            try
            {
                await _handler(delivery, _stopping.Token);
            }
            finally
            {
                _one.Release();
            }
            return !delivery.Lost;
        }
        finally
        {
            if (delivery.Lost)
                queue.Add(body);
            else if (!delivery.Settled)
                _unsettled.Enqueue((queue, body));
        }
    }
}
