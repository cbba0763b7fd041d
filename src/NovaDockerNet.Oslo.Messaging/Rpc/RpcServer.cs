using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Drivers;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Topology;
using NovaDockerNet.Oslo.Messaging.Wire;

namespace NovaDockerNet.Oslo.Messaging.Rpc;

/// <summary>One server of a topic: takes requests, runs a limited number of them at once, answers calls.</summary>
/// <remarks>
/// For each delivery, in this order: decode, wait for a slot, acknowledge, drop duplicates, dispatch. A request is acknowledged before it runs,
/// so it runs at most once; it is acknowledged only when a slot is free, so what cannot run yet stays with the broker.
/// oslo.messaging: amqpdriver.py RpcAMQPListener, rpc/server.py _process_incoming.
/// </remarks>
public sealed partial class RpcServer : IAsyncDisposable
{
    private readonly RpcDispatcher _dispatcher;
    private readonly ReplySender _replies;
    private readonly int _maxMessageBytes;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _slots;
    private readonly DuplicateFilter _duplicates = new();
    private readonly ConcurrentDictionary<long, Task> _running = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeProvider _time;
    private IConsumerGroup? _group;
    private volatile Func<RpcRequest, bool>? _stillTaken;
    private long _nextId;
    private int _disposed;

    internal RpcServer(RpcDispatcher dispatcher, ReplySender replies, int slots, int maxMessageBytes, TimeProvider time, ILogger logger)
    {
        _dispatcher = dispatcher;
        _replies = replies;
        _maxMessageBytes = maxMessageBytes;
        _time = time;
        _logger = logger;
        _slots = new SemaphoreSlim(slots, slots);
    }

    /// <summary>Requests running now.</summary>
    public int Running => _running.Count;

    internal async Task StartAsync(IRpcDriver driver, IReadOnlyList<ConsumedQueue> queues, CancellationToken cancellationToken)
    {
        _group = await driver.ConsumeAsync(queues, HandleAsync, cancellationToken);
        LogListening(string.Join(", ", queues.Select(queue => queue.Name)));
    }

    /// <summary>
    /// From now on runs only what <paramref name="stillTaken"/> says: what those in flight wait for, for instance. All else stays
    /// unacknowledged and is with the broker again, in its order, when this server stops.
    /// </summary>
    public void TakeOnly(Func<RpcRequest, bool> stillTaken) => _stillTaken = stillTaken;

    /// <summary>Takes no new requests, waits up to <paramref name="limit"/> for those running, then cancels them.</summary>
    public async Task StopAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (_group is not null)
            await _group.CancelAsync(cancellationToken);
        if (_running.IsEmpty)
            return;

        LogDraining(_running.Count, limit.TotalSeconds);
        try
        {
            await Task.WhenAll(_running.Values).WaitAsync(limit, _time, cancellationToken);
            return;
        }
        catch (TimeoutException)
        {
            LogCancelling(_running.Count);
        }
        await _stopping.CancelAsync();
        try
        {
            await Task.WhenAll(_running.Values).WaitAsync(TimeSpan.FromSeconds(5), _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            LogLeftBehind(_running.Count);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await StopAsync(TimeSpan.Zero, CancellationToken.None);
        if (_group is not null)
            await _group.DisposeAsync();
    }

    private async Task HandleAsync(IDelivery delivery, CancellationToken cancellationToken)
    {
        if (Decode(delivery) is not { } request)
        {
            await delivery.RejectAsync(cancellationToken);
            return;
        }

        if (_stillTaken is { } taken && !taken(request))
        {
            LogLeftToBroker(request.Method);
            return;
        }

        await WaitForSlotAsync(cancellationToken);
        var dispatched = false;
        try
        {
            await delivery.AckAsync(cancellationToken);
            if (!_duplicates.TryAdd(request.UniqueId))
            {
                LogDuplicate(request.UniqueId!, request.Method);
                return;
            }
            dispatched = true;
            Track(request);
        }
        catch (MessagingConnectionException e)
        {
            // Not acknowledged, so the broker keeps it and delivers it again: running it now could run it twice.
            LogAckFailed(request.Method, e.Message);
        }
        finally
        {
            if (!dispatched)
                _slots.Release();
        }
    }

    private async Task WaitForSlotAsync(CancellationToken cancellationToken)
    {
        var slot = _slots.WaitAsync(cancellationToken);
        if (slot.IsCompletedSuccessfully)
            return;
        MessagingTelemetry.WaitingRequests.Add(1);
        try
        {
            await slot;
        }
        finally
        {
            MessagingTelemetry.WaitingRequests.Add(-1);
        }
    }

    private RpcRequest? Decode(IDelivery delivery)
    {
        if (delivery.Body.Length > _maxMessageBytes)
        {
            LogRejected(delivery.Queue, delivery.Body.Length, $"larger than {_maxMessageBytes} bytes");
            return null;
        }
        try
        {
            return RequestCodec.Read(Envelope.Read(delivery.Body.Span));
        }
        catch (MalformedMessageException e)
        {
            LogRejected(delivery.Queue, delivery.Body.Length, e.Message);
            return null;
        }
    }

    private void Track(RpcRequest request)
    {
        var id = Interlocked.Increment(ref _nextId);
        // The handler may work a while before its first await: it must not run inside the consumer's loop.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[id] = RunAsync();
        started.SetResult();

        async Task RunAsync()
        {
            await started.Task;
            try
            {
                await ProcessAsync(request);
            }
            catch (Exception e)
            {
                // Nobody awaits this task: what escapes would be a call without an answer and without a line.
                LogUnexpected(e, request.Method);
            }
            finally
            {
                _running.TryRemove(id, out _);
                _slots.Release();
            }
        }
    }

    private async Task ProcessAsync(RpcRequest request)
    {
        using var scope = _logger.BeginScope(LogScope(request));
        using var completed = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var heartbeat = request.IsCall ? _replies.HeartbeatAsync(request, completed.Token) : Task.CompletedTask;
        JToken? result = null;
        RpcFailure? failure = null;
        try
        {
            result = await _dispatcher.DispatchAsync(request, _stopping.Token);
        }
        catch (Exception e)
        {
            LogFailure(request, e);
            failure = FailureMapper.Map(e);
        }

        await completed.CancelAsync();
        await heartbeat;
        if (request.MessageId is not { } messageId)
            return;
        try
        {
            await _replies.ReplyAsync(request, new RpcReply(messageId, result, failure, Ending: true), _stopping.Token);
        }
        catch (Exception e)
        {
            // Whatever it was, nobody awaits this task: here is the last chance to say it.
            LogReplyFailed(e, request.Method, messageId);
        }
    }

    private void LogFailure(RpcRequest request, Exception exception)
    {
        if (exception is IRpcFailure { IsExpected: true })
            LogExpected(request.Method, exception.Message);
        else if (exception is NoSuchMethodException && request.Method.EndsWith("_ignore_errors", StringComparison.Ordinal))
            LogExpected(request.Method, exception.Message);
        else
            LogUnexpected(exception, request.Method);
    }

    private static Dictionary<string, object?> LogScope(RpcRequest request) => new()
    {
        ["request_id"] = request.Context["request_id"] is JValue id ? id.Value?.ToString() : null,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on {Queues}")]
    private partial void LogListening(string queues);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rejected a message of {Length} bytes from queue {Queue}: {Reason}")]
    private partial void LogRejected(string queue, int length, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ignoring duplicate message {UniqueId} ({Method})")]
    private partial void LogDuplicate(string uniqueId, string method);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Discarding request {Method} because it could not be acknowledged: {Reason}")]
    private partial void LogAckFailed(string method, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Expected exception during {Method}: {Reason}")]
    private partial void LogExpected(string method, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Exception during {Method}")]
    private partial void LogUnexpected(Exception exception, string method);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot send the reply of {Method} to {MessageId}")]
    private partial void LogReplyFailed(Exception exception, string method, string messageId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Leaving request {Method} to the broker: this server is stopping")]
    private partial void LogLeftToBroker(string method);

    [LoggerMessage(Level = LogLevel.Information, Message = "Waiting up to {Seconds} s for {Count} requests in flight")]
    private partial void LogDraining(int count, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cancelling {Count} requests in flight")]
    private partial void LogCancelling(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} requests did not react to cancellation and are left behind")]
    private partial void LogLeftBehind(int count);
}
