using NovaDockerNet.Oslo.Messaging.Topology;

namespace NovaDockerNet.Oslo.Messaging.Drivers;

/// <summary>What client and server need of a broker: RabbitMQ, or the one in memory.</summary>
internal interface IRpcDriver : IAsyncDisposable
{
    /// <summary>What there should be a connection for and is none, such as "sending"; empty when all is well.</summary>
    IReadOnlyList<string> Disconnected { get; }

    /// <summary>Publishes and returns when the broker has taken the message; waits while the broker is away.</summary>
    /// <exception cref="Failures.MessageUndeliverableException">Mandatory, and no queue wanted it.</exception>
    /// <exception cref="Failures.MessagingOperationException">The broker refuses; trying again would not help.</exception>
    /// <exception cref="Failures.MessagingConnectionException">The publication's attempts are used up.</exception>
    Task PublishAsync(Publication publication, CancellationToken cancellationToken);

    /// <summary>
    /// Declares and consumes a group of queues on a connection of their own, again after each loss of it. Returns when the broker delivers.
    /// </summary>
    /// <param name="queues">Queues of the group.</param>
    /// <param name="handler">Called for one delivery at a time; the next waits until its task completes, which is the back-pressure.</param>
    /// <param name="cancellationToken">Gives up the first attempt only.</param>
    Task<IConsumerGroup> ConsumeAsync(IReadOnlyList<ConsumedQueue> queues, DeliveryHandler handler, CancellationToken cancellationToken);

    /// <summary>Whether somebody consumes a queue. False only when the broker says so: a broker that cannot be asked leaves it open, which is true.</summary>
    Task<bool> IsConsumedAsync(string queue, CancellationToken cancellationToken);
}
