using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NovaDockerNet.Oslo.Messaging.Drivers;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Notify;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.Oslo.Messaging.Topology;

namespace NovaDockerNet.Oslo.Messaging.Testing;

/// <summary>A broker inside the process, so that tests run whole RPC flows, bytes included, without RabbitMQ.</summary>
/// <remarks>Topic exchanges match routing keys exactly; expiration is recorded and not applied.</remarks>
internal sealed class InMemoryBroker
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, InMemoryQueue> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(string Key, InMemoryQueue Queue)>> _bindings = new(StringComparer.Ordinal);

    /// <summary>Everything that was published, in order.</summary>
    public ConcurrentQueue<Publication> Published { get; } = new();

    /// <summary>What consumers declared, in order.</summary>
    public ConcurrentQueue<ConsumedQueue> Declared { get; } = new();

    /// <summary>Bodies rejected without requeue.</summary>
    public ConcurrentQueue<ReadOnlyMemory<byte>> Rejected { get; } = new();

    /// <summary>Queues of the acknowledged messages, in order.</summary>
    public ConcurrentQueue<string> Acknowledged { get; } = new();

    /// <summary>While set, acknowledging fails as on a lost connection.</summary>
    public bool FailAcks { get; set; }

    /// <summary>A transport of one process on this broker.</summary>
    public RpcTransport CreateTransport(TransportOptions? options = null, ILoggerFactory? loggerFactory = null, TimeProvider? time = null) => new(
        options ?? new TransportOptions { TransportUrl = "rabbit://localhost/" },
        new InMemoryDriver(this),
        loggerFactory ?? NullLoggerFactory.Instance,
        time ?? TimeProvider.System);

    /// <summary>Notifications of one process on this broker.</summary>
    public NotificationTransport CreateNotificationTransport(TransportOptions? options = null, ILoggerFactory? loggerFactory = null, TimeProvider? time = null) => new(
        options ?? new TransportOptions { TransportUrl = "rabbit://localhost/" },
        new InMemoryDriver(this),
        loggerFactory ?? NullLoggerFactory.Instance,
        time ?? TimeProvider.System);

    /// <summary>Messages of a queue nobody has taken yet.</summary>
    public int Waiting(string queue)
    {
        lock (_lock)
            return _queues.TryGetValue(queue, out var found) ? found.Waiting : 0;
    }

    public void DeleteQueue(string name)
    {
        lock (_lock)
        {
            _queues.Remove(name);
            foreach (var bound in _bindings.Values)
                bound.RemoveAll(binding => binding.Queue.Name == name);
        }
    }

    internal InMemoryQueue Declare(ConsumedQueue declaration)
    {
        Declared.Enqueue(declaration);
        lock (_lock)
        {
            if (!_queues.TryGetValue(declaration.Name, out var queue))
                _queues[declaration.Name] = queue = new InMemoryQueue(declaration.Name);
            if (!declaration.Exchange.IsDefault)
            {
                if (!_bindings.TryGetValue(declaration.Exchange.Name, out var bound))
                    _bindings[declaration.Exchange.Name] = bound = [];
                if (!bound.Any(binding => binding.Queue == queue && binding.Key == declaration.BindingKey))
                    bound.Add((declaration.BindingKey, queue));
            }
            return queue;
        }
    }

    internal void Publish(Publication publication)
    {
        Published.Enqueue(publication);
        if (publication.Queue is { } queue && !Declared.Any(declared => declared.Name == queue.Name))
            Declare(queue);
        List<InMemoryQueue> targets;
        lock (_lock)
            targets = Route(publication);
        if (targets.Count == 0 && publication.Mandatory)
            throw new MessageUndeliverableException(publication.RoutingKey);
        foreach (var target in targets)
            target.Add(publication.Body);
    }

    private List<InMemoryQueue> Route(Publication publication)
    {
        var exchange = publication.Exchange;
        if (exchange.IsDefault)
            return _queues.TryGetValue(publication.RoutingKey, out var direct) ? [direct] : [];
        if (!_bindings.TryGetValue(exchange.Name, out var bound))
            return [];
        return [.. bound.Where(binding => exchange.Type == "fanout" || binding.Key == publication.RoutingKey).Select(binding => binding.Queue)];
    }
}
