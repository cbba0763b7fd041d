using System.Text;
using Microsoft.Extensions.Logging;
using NovaDockerNet.Oslo.Messaging.Drivers;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Topology;
using NovaDockerNet.Oslo.Messaging.Wire;

namespace NovaDockerNet.Oslo.Messaging.Rpc;

/// <summary>Sends replies and call-monitor heartbeats. oslo.messaging: AMQPIncomingMessage.reply, heartbeat.</summary>
internal sealed partial class ReplySender(IRpcDriver driver, TimeSpan missingQueueRetry, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(30);
    // AMQP's short string: the library takes a longer one for a broken connection, and would send again for ever.
    private const int LongestName = 255;
    private readonly ObsoleteReplyQueues _obsolete = new(time);

    /// <summary>
    /// Sends the reply of a call. A missing queue is retried for a while, because its owner may be reconnecting to a broker that restarted.
    /// </summary>
    public async Task ReplyAsync(RpcRequest request, RpcReply reply, CancellationToken cancellationToken)
    {
        if (request.ReplyQueue is not { } queue)
            return;
        if (Encoding.UTF8.GetByteCount(queue) > LongestName)
        {
            LogNoName(queue.Length, reply.MessageId);
            return;
        }
        var body = Envelope.Write(reply.Write(WireId.Create()));
        var started = time.GetTimestamp();
        while (true)
        {
            if (_obsolete.Contains(queue))
            {
                LogDropped(queue, reply.MessageId);
                return;
            }
            try
            {
                await SendAsync(queue, body, cancellationToken);
                return;
            }
            catch (MessageUndeliverableException)
            {
                if (time.GetElapsedTime(started) >= missingQueueRetry)
                {
                    _obsolete.Add(queue);
                    LogAbandoned(reply.MessageId, missingQueueRetry.TotalSeconds, queue);
                    return;
                }
            }
            await Task.Delay(RetryInterval, time, cancellationToken);
        }
    }

    /// <summary>Heartbeats until cancelled; gives up silently when one cannot be delivered, as the caller is gone or will time out.</summary>
    public async Task HeartbeatAsync(RpcRequest request, CancellationToken cancellationToken)
    {
        if (request is not { MessageId: { } messageId, ReplyQueue: { } queue } || Encoding.UTF8.GetByteCount(queue) > LongestName || !TryGetInterval(request, out var interval))
            return;
        try
        {
            using var timer = new PeriodicTimer(interval, time);
            while (await timer.WaitForNextTickAsync(cancellationToken))
                await SendAsync(queue, Envelope.Write(RpcReply.Heartbeat(messageId).Write(WireId.Create())), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The call has completed.
        }
        catch (MessagingException e)
        {
            LogHeartbeatFailed(request.Method, e.Message);
        }
    }

    private bool TryGetInterval(RpcRequest request, out TimeSpan interval)
    {
        interval = TimeSpan.Zero;
        var timeout = request.ClientTimeout;
        if (timeout is null or { Type: Newtonsoft.Json.Linq.JTokenType.Null })
            return false;
        if (double.TryParse(
                timeout.ToString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var seconds)
            && Math.Truncate(seconds) is >= 2 and <= int.MaxValue)
        {
            interval = TimeSpan.FromSeconds(Math.Truncate(seconds) / 2);
            // Beyond what a timer can count a caller waits for ever.
            if (interval > LongestInterval)
                return false;
            return true;
        }
        if (timeout.ToString() != "0")
            LogBadTimeout(request.Method, timeout.ToString());
        return false;
    }

    private Task SendAsync(string queue, byte[] body, CancellationToken cancellationToken) =>
        driver.PublishAsync(new Publication(ExchangeDeclaration.Default, queue, body) { Mandatory = true }, cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reply queue {Queue} does not exist, dropping the reply to {MessageId}")]
    private partial void LogDropped(string queue, string messageId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A name of {Length} characters is no reply queue, dropping the reply to {MessageId}")]
    private partial void LogNoName(int length, string messageId);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The reply to {MessageId} could not be delivered for {Seconds} s because queue {Queue} is missing. Abandoning it")]
    private partial void LogAbandoned(string messageId, double seconds, string queue);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Call-monitor heartbeat for {Method} failed: {Reason}")]
    private partial void LogHeartbeatFailed(string method, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The caller of {Method} sent the invalid timeout value {Value}; no heartbeats for it")]
    private partial void LogBadTimeout(string method, string value);
}
