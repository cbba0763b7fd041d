using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NovaDockerNet.Oslo.Messaging.Drivers;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Topology;
using NovaDockerNet.Oslo.Messaging.Wire;

namespace NovaDockerNet.Oslo.Messaging.Rpc;

/// <summary>The process's reply queue and those who wait on it. oslo.messaging: amqpdriver.py ReplyWaiters.</summary>
/// <remarks>
/// When the connection is lost, waiters stay: the queue outlives the connection, and after a restart of the broker the peers go on sending
/// their replies until the queue is declared again. So an outstanding call ends with its reply or its timeout, as oslo.messaging's do.
/// </remarks>
internal sealed partial class ReplyListener(IRpcDriver driver, ConsumedQueue queue, ILogger logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ReplyWaiter> _waiters = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _starting = new(1, 1);
    private IConsumerGroup? _group;

    public string QueueName => queue.Name;

    /// <summary>Subscribes to the queue when the first call needs it.</summary>
    public async Task EnsureStartedAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _group) is not null)
            return;
        await _starting.WaitAsync(cancellationToken);
        try
        {
            _group ??= await driver.ConsumeAsync([queue], HandleAsync, cancellationToken);
        }
        finally
        {
            _starting.Release();
        }
    }

    public void Add(string messageId, ReplyWaiter waiter) => _waiters[messageId] = waiter;

    public void Remove(string messageId) => _waiters.TryRemove(messageId, out _);

    public async ValueTask DisposeAsync()
    {
        if (_group is not null)
            await _group.DisposeAsync();
        _starting.Dispose();
    }

    private async Task HandleAsync(IDelivery delivery, CancellationToken cancellationToken)
    {
        RpcReply reply;
        try
        {
            reply = RpcReply.Read(Envelope.Read(delivery.Body.Span));
        }
        catch (MalformedMessageException e)
        {
            LogMalformed(queue.Name, delivery.Body.Length, e.Message);
            await delivery.RejectAsync(cancellationToken);
            return;
        }

        if (_waiters.TryGetValue(reply.MessageId, out var waiter))
            waiter.Accept(reply);
        else if (!reply.IsHeartbeat)
            LogNobodyWaits(reply.MessageId);
        await delivery.AckAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dropped a malformed reply of {Length} bytes from queue {Queue}: {Reason}")]
    private partial void LogMalformed(string queue, int length, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "No call waits for the reply to {MessageId} any more")]
    private partial void LogNobodyWaits(string messageId);
}
