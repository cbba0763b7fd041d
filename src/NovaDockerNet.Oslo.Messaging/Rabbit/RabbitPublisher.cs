using Microsoft.Extensions.Logging;
using NovaDockerNet.Oslo.Messaging.Drivers;
using NovaDockerNet.Oslo.Messaging.Failures;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace NovaDockerNet.Oslo.Messaging.Rabbit;

/// <summary>Sends with publisher confirms; a message lost with its connection is sent again. oslo.messaging: impl_rabbit.py _publish.</summary>
/// <remarks>A repeated message keeps its _unique_id, so a receiver that got both copies drops one.</remarks>
internal sealed partial class RabbitPublisher(RabbitConnector connector, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private const int MaxChannels = 16;
    private static readonly TimeSpan RepeatPause = TimeSpan.FromMilliseconds(250);
    private readonly SemaphoreSlim _slots = new(MaxChannels, MaxChannels);
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private PublisherSession? _session;

    public async Task PublishAsync(Publication publication, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 1; !await TryPublishAsync(publication, cancellationToken); attempt++)
            {
                if (attempt >= publication.Attempts)
                    throw new MessagingConnectionException(
                        $"exchange '{publication.Exchange.Name}' key '{publication.RoutingKey}': not sent in {attempt} attempts");
                await Task.Delay(RepeatPause, time, cancellationToken);
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    public async Task<bool> IsConsumedAsync(string queue, CancellationToken cancellationToken)
    {
        var session = await GetSessionAsync(attempts: null, cancellationToken);
        try
        {
            // Of its own: a queue that does not exist closes the channel.
            await using var channel = await session.Connection.CreateChannelAsync(cancellationToken: cancellationToken);
            return (await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).ConsumerCount > 0;
        }
        catch (OperationInterruptedException e) when (BrokerErrors.ReplyCode(e) == BrokerErrors.NotFound)
        {
            return false;
        }
        catch (Exception e) when (BrokerErrors.IsConnectionLoss(e))
        {
            LogNotAsked(queue, e.Message);
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is { } session)
            await RabbitClosing.CloseAsync(session.Connection);
        _connecting.Dispose();
        _slots.Dispose();
    }

    /// <summary>False when the message should be sent once more.</summary>
    private async Task<bool> TryPublishAsync(Publication publication, CancellationToken cancellationToken)
    {
        var session = await GetSessionAsync(publication.Attempts, cancellationToken);
        IChannel? channel = null;
        var reusable = false;
        try
        {
            channel = await session.RentAsync(cancellationToken);
            await DeclareExchangeAsync(session, channel, publication, cancellationToken);
            await DeclareQueueAsync(session, channel, publication, cancellationToken);
            await channel.BasicPublishAsync(
                publication.Exchange.Name, publication.RoutingKey, publication.Mandatory, Properties(publication), publication.Body, cancellationToken);
            reusable = true;
            return true;
        }
        catch (PublishException e) when (e.IsReturn)
        {
            reusable = true;
            throw new MessageUndeliverableException(publication.RoutingKey);
        }
        catch (PublishException)
        {
            // A negative confirm: the broker could not store it just now.
            reusable = true;
            LogNack(publication.Exchange.Name, publication.RoutingKey);
            return false;
        }
        catch (Exception e) when (BrokerErrors.IsConnectionLoss(e))
        {
            if (BrokerErrors.AsRefusal(e, Declared(publication), publication.Exchange.Type == "fanout") is { } refusal)
                throw refusal;
            session.DeclaredExchanges.TryRemove(publication.Exchange.Name, out _);
            LogRepeat(publication.Exchange.Name, publication.RoutingKey, e.Message);
            return false;
        }
        finally
        {
            if (channel is not null)
                await PutBackAsync(session, channel, reusable);
        }
    }

    private static async Task DeclareExchangeAsync(
        PublisherSession session, IChannel channel, Publication publication, CancellationToken cancellationToken)
    {
        var exchange = publication.Exchange;
        if (exchange.IsDefault || session.DeclaredExchanges.ContainsKey(exchange.Name))
            return;
        await channel.ExchangeDeclareAsync(
            exchange.Name, exchange.Type, exchange.Durable, exchange.AutoDelete, arguments: null, cancellationToken: cancellationToken);
        // An auto-delete exchange disappears with its last queue, whoever declared it: check it every time.
        if (!exchange.AutoDelete)
            session.DeclaredExchanges.TryAdd(exchange.Name, true);
    }

    // Once per connection, as the library does: a queue somebody deletes meanwhile is not made again.
    private static async Task DeclareQueueAsync(
        PublisherSession session, IChannel channel, Publication publication, CancellationToken cancellationToken)
    {
        if (publication.Queue is not { } queue || session.DeclaredQueues.ContainsKey(queue.Name))
            return;
        await channel.QueueDeclareAsync(
            queue.Name, queue.Durable, exclusive: false, queue.AutoDelete, queue.Arguments.ToDictionary(), cancellationToken: cancellationToken);
        await channel.QueueBindAsync(queue.Name, queue.Exchange.Name, queue.BindingKey, cancellationToken: cancellationToken);
        session.DeclaredQueues.TryAdd(queue.Name, true);
    }

    private static async Task PutBackAsync(PublisherSession session, IChannel channel, bool reusable)
    {
        if (reusable && channel.IsOpen)
            session.Return(channel);
        else
            await RabbitClosing.DisposeAsync(channel);
    }

    private async Task<PublisherSession> GetSessionAsync(int? attempts, CancellationToken cancellationToken)
    {
        if (_session is { Connection.IsOpen: true } open)
            return open;
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (_session is { Connection.IsOpen: true } opened)
                return opened;
            if (_session is { } lost)
            {
                LogLost(lost.Connection.CloseReason?.ReplyText ?? "no reason given");
                _session = null;
                await RabbitClosing.CloseAsync(lost.Connection);
            }
            return _session = new PublisherSession(await connector.ConnectAsync("sending", attempts, cancellationToken));
        }
        finally
        {
            _connecting.Release();
        }
    }

    private static string Declared(Publication publication) => publication.Queue is { } queue
        ? $"exchange '{publication.Exchange.Name}' or queue '{queue.Name}'"
        : $"exchange '{publication.Exchange.Name}'";

    private static BasicProperties Properties(Publication publication) => new()
    {
        ContentType = "application/json",
        ContentEncoding = "utf-8",
        DeliveryMode = DeliveryModes.Persistent,
        Priority = 0,
        Expiration = publication.Expiration is { } expiration
            ? ((long)expiration.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture)
            : null,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker did not take a message for exchange '{Exchange}' key '{Key}', sending it again")]
    private partial void LogNack(string exchange, string key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sending to exchange '{Exchange}' key '{Key}' failed, sending again: {Reason}")]
    private partial void LogRepeat(string exchange, string key, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Whether queue '{Queue}' has a consumer could not be asked: {Reason}")]
    private partial void LogNotAsked(string queue, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost the sending connection: {Reason}")]
    private partial void LogLost(string reason);
}
