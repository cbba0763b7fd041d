using Microsoft.Extensions.Logging;
using NovaDockerNet.Oslo.Messaging.Drivers;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Topology;
using RabbitMQ.Client;

namespace NovaDockerNet.Oslo.Messaging.Rabbit;

/// <summary>A connection that consumes some queues: declares, binds, consumes, and does it all again after each loss.</summary>
internal sealed partial class RabbitConsumerGroup(
    RabbitConnector connector, TransportOptions options, IReadOnlyList<ConsumedQueue> queues, DeliveryHandler handler, TimeProvider time, ILogger logger)
    : IConsumerGroup
{
    // The library buffers what the broker sends ahead: without a limit, all of it. Twice this many small requests are 2 MB.
    private const ushort DefaultPrefetch = 16;

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _handling = new(1, 1);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<ConsumedQueue, long> _streamPositions = [];
    private readonly string _purpose = $"listening on {queues[0].Name}";
    private Task _loop = Task.CompletedTask;
    private IConnection? _connection;
    private IChannel? _channel;
    private int _disposed;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _loop = RunAsync();
        await _ready.Task.WaitAsync(cancellationToken);
    }

    public async Task CancelAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _loop.WaitAsync(cancellationToken);
        // A handler that had begun may still be between acknowledging and handing over.
        await _handling.WaitAsync(cancellationToken);
        _handling.Release();
        connector.Forget(_purpose);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await CancelAsync(CancellationToken.None);
        _stopping.Dispose();
        _handling.Dispose();
    }

    private async Task RunAsync()
    {
        var stopping = _stopping.Token;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var ended = await SubscribeAsync(stopping);
                _ready.TrySetResult();
                LogLost(_purpose, await ended.WaitAsync(stopping));
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                await DeleteTransientQueuesAsync();
            }
            catch (MessagingOperationException e)
            {
                // At start this is the operator's to repair; later, somebody changed the broker under us and may change it back.
                if (_ready.TrySetException(e))
                    return;
                LogRefused(e.Message);
            }
            catch (Exception e) when (BrokerErrors.IsConnectionLoss(e))
            {
                LogLost(_purpose, e.Message);
            }
            catch (Exception e)
            {
                if (_ready.TrySetException(e))
                    return;
                LogUnexpected(e, _purpose);
            }
            finally
            {
                await CloseAsync();
            }

            if (!stopping.IsCancellationRequested)
                await PauseAsync(stopping);
        }
        _ready.TrySetCanceled(stopping);
    }

    private async Task PauseAsync(CancellationToken stopping)
    {
        try
        {
            await Task.Delay(options.KombuReconnectDelay, time, stopping);
        }
        catch (OperationCanceledException)
        {
            // The loop sees the token itself.
        }
    }

    /// <summary>Returns a task that completes with the reason when the subscription ends.</summary>
    private async Task<Task<string>> SubscribeAsync(CancellationToken stopping)
    {
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _connection = await connector.ConnectAsync(_purpose, stopping);
        _connection.ConnectionShutdownAsync += (_, reason) =>
        {
            ended.TrySetResult(reason.ReplyText);
            return Task.CompletedTask;
        };
        _channel = await _connection.CreateChannelAsync(cancellationToken: stopping);
        var prefetch = options.RabbitQosPrefetchCount > 0 ? (ushort)Math.Min(options.RabbitQosPrefetchCount, ushort.MaxValue) : DefaultPrefetch;
        await _channel.BasicQosAsync(0, prefetch, global: false, stopping);
        foreach (var queue in queues)
            await DeclareAsync(_channel, queue, stopping);
        foreach (var queue in queues)
        {
            var consumer = new RabbitConsumer(
                _channel, queue, HandleAsync, RememberPosition, reason => ended.TrySetResult(reason), stopping);
            await _channel.BasicConsumeAsync(
                queue.Name, autoAck: false, consumerTag: string.Empty, noLocal: false, exclusive: false, ConsumerArguments(queue), consumer, stopping);
        }
        return ended.Task;
    }

    private static async Task DeclareAsync(IChannel channel, ConsumedQueue queue, CancellationToken stopping)
    {
        var exchange = queue.Exchange;
        var transient = exchange.Type != "topic";
        var declaring = $"exchange '{exchange.Name}'";
        try
        {
            if (!exchange.IsDefault)
            {
                await channel.ExchangeDeclareAsync(
                    exchange.Name, exchange.Type, exchange.Durable, exchange.AutoDelete, arguments: null, cancellationToken: stopping);
            }
            declaring = $"queue '{queue.Name}'";
            await channel.QueueDeclareAsync(
                queue.Name, queue.Durable, exclusive: false, queue.AutoDelete, new Dictionary<string, object?>(queue.Arguments), cancellationToken: stopping);
            if (!exchange.IsDefault)
                await channel.QueueBindAsync(queue.Name, exchange.Name, queue.BindingKey, arguments: null, cancellationToken: stopping);
        }
        catch (Exception e) when (BrokerErrors.AsRefusal(e, declaring, transient) is { } refusal)
        {
            throw refusal;
        }
    }

    private async Task HandleAsync(RabbitDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            await _handling.WaitAsync(cancellationToken);
            try
            {
                await handler(delivery, cancellationToken);
            }
            finally
            {
                _handling.Release();
            }
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException)
        {
            // Stopping, or the channel is gone: the message was not acknowledged and goes back to its queue.
        }
        catch (MessagingConnectionException e)
        {
            LogUnsettled(delivery.Queue, e.Message);
        }
        catch (Exception e)
        {
            LogHandlerFailed(e, delivery.Queue);
            await RejectUnsettledAsync(delivery, cancellationToken);
        }
    }

    /// <summary>A message nobody settles keeps its place in the prefetch window; a few of them would silence the queue.</summary>
    private async Task RejectUnsettledAsync(RabbitDelivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Settled)
            return;
        try
        {
            await delivery.RejectAsync(cancellationToken);
        }
        catch (Exception e) when (e is MessagingConnectionException or OperationCanceledException)
        {
            LogUnsettled(delivery.Queue, e.Message);
        }
    }

    private void RememberPosition(ConsumedQueue queue, long offset)
    {
        lock (_streamPositions)
            _streamPositions[queue] = offset;
    }

    private Dictionary<string, object?> ConsumerArguments(ConsumedQueue queue)
    {
        var arguments = new Dictionary<string, object?>(queue.ConsumerArguments);
        lock (_streamPositions)
        {
            if (_streamPositions.TryGetValue(queue, out var offset))
                arguments["x-stream-offset"] = offset + 1;
        }
        return arguments;
    }

    private async Task DeleteTransientQueuesAsync()
    {
        if (_channel is not { IsOpen: true } channel)
            return;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        try
        {
            foreach (var queue in queues.Where(queue => queue.DeleteOnClose))
                await channel.QueueDeleteAsync(queue.Name, ifUnused: false, ifEmpty: false, cancellationToken: limit.Token);
        }
        catch (Exception e) when (BrokerErrors.IsConnectionLoss(e) || e is OperationCanceledException)
        {
            // They expire by themselves (x-expires).
            LogNotDeleted(e.Message);
        }
    }

    private async Task CloseAsync()
    {
        var (connection, channel) = (_connection, _channel);
        (_connection, _channel) = (null, null);
        if (channel is not null)
            await RabbitClosing.DisposeAsync(channel);
        if (connection is not null)
            await RabbitClosing.CloseAsync(connection);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost the connection {Purpose}: {Reason}. Reconnecting")]
    private partial void LogLost(string purpose, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Unexpected error {Purpose}. Reconnecting")]
    private partial void LogUnexpected(Exception exception, string purpose);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}. Trying again")]
    private partial void LogRefused(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message of queue {Queue} was not settled and will come again: {Reason}")]
    private partial void LogUnsettled(string queue, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to take a message of queue {Queue}")]
    private partial void LogHandlerFailed(Exception exception, string queue);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Fanout queue not deleted: {Reason}")]
    private partial void LogNotDeleted(string reason);
}
