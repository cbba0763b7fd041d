namespace NovaDockerNet.Oslo.Messaging.Drivers;

/// <summary>A message handed to us.</summary>
internal interface IDelivery
{
    string Queue { get; }

    /// <summary>Valid until the handler's task completes.</summary>
    ReadOnlyMemory<byte> Body { get; }

    /// <exception cref="Failures.MessagingConnectionException">The connection is gone: the broker will deliver the message again.</exception>
    Task AckAsync(CancellationToken cancellationToken);

    /// <summary>Drops the message; it is never requeued.</summary>
    Task RejectAsync(CancellationToken cancellationToken);
}
