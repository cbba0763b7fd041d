namespace NovaDockerNet.Oslo.Messaging.Drivers;

/// <summary>A running subscription.</summary>
internal interface IConsumerGroup : IAsyncDisposable
{
    /// <summary>No handler is called any more when this returns; what was not acknowledged goes back to its queue.</summary>
    Task CancelAsync(CancellationToken cancellationToken);
}
