using System.Collections.Concurrent;
using RabbitMQ.Client;

namespace NovaDockerNet.Oslo.Messaging.Rabbit;

/// <summary>What is tied to one sending connection: its idle channels and the exchanges declared on it.</summary>
internal sealed class PublisherSession(IConnection connection)
{
    private static readonly CreateChannelOptions WithConfirms = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null);

    private readonly ConcurrentBag<IChannel> _idle = [];

    public IConnection Connection { get; } = connection;

    public ConcurrentDictionary<string, bool> DeclaredExchanges { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, bool> DeclaredQueues { get; } = new(StringComparer.Ordinal);

    /// <summary>A channel for one publisher at a time.</summary>
    public async Task<IChannel> RentAsync(CancellationToken cancellationToken)
    {
        while (_idle.TryTake(out var channel))
        {
            if (channel.IsOpen)
                return channel;
            await channel.DisposeAsync();
        }
        return await Connection.CreateChannelAsync(WithConfirms, cancellationToken);
    }

    public void Return(IChannel channel) => _idle.Add(channel);
}
