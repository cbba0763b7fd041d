using NovaDockerNet.Oslo.Messaging.Drivers;
using NovaDockerNet.Oslo.Messaging.Failures;
using RabbitMQ.Client;

namespace NovaDockerNet.Oslo.Messaging.Rabbit;

internal sealed class RabbitDelivery(IChannel channel, ulong tag, string queue, ReadOnlyMemory<byte> body) : IDelivery
{
    public string Queue => queue;

    public ReadOnlyMemory<byte> Body => body;

    /// <summary>Settled once, or tried to: a second time would close the channel.</summary>
    public bool Settled { get; private set; }

    public Task AckAsync(CancellationToken cancellationToken) =>
        SettleAsync(channel.BasicAckAsync(tag, multiple: false, cancellationToken));

    public Task RejectAsync(CancellationToken cancellationToken) =>
        SettleAsync(channel.BasicRejectAsync(tag, requeue: false, cancellationToken));

    private async Task SettleAsync(ValueTask settling)
    {
        Settled = true;
        try
        {
            await settling;
        }
        catch (Exception e) when (BrokerErrors.IsConnectionLoss(e))
        {
            throw new MessagingConnectionException(e.Message, e);
        }
    }
}
