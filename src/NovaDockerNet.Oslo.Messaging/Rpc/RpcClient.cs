using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Drivers;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Topology;
using NovaDockerNet.Oslo.Messaging.Wire;

namespace NovaDockerNet.Oslo.Messaging.Rpc;

/// <summary>oslo.messaging: amqpdriver.py AMQPDriverBase._send.</summary>
internal sealed class RpcClient(
    IRpcDriver driver, BrokerTopology topology, ReplyListener replies, TimeSpan defaultTimeout, TimeProvider time) : IRpcClient
{
    public async Task<JToken?> CallAsync(
        RpcTarget target, JObject context, string method, JObject args, RpcCallOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (target.Fanout)
            throw new ArgumentException("a fanout cannot be called, only cast: nobody could say whose answer counts", nameof(target));
        var timeout = options?.Timeout ?? defaultTimeout;
        var monitor = options?.CallMonitorTimeout;
        var messageId = WireId.Create();

        using var total = new CancellationTokenSource(timeout, time);
        using var silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var limits = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, total.Token, silence.Token);
        var waiter = new ReplyWaiter(() => RestartSilence(silence, monitor));
        try
        {
            await replies.EnsureStartedAsync(limits.Token);
            replies.Add(messageId, waiter);
            var address = new ReplyAddress(messageId, replies.QueueName, monitor is { } m ? (int)m.TotalSeconds : null);
            await driver.PublishAsync(Publication(target, context, method, args, address) with { Expiration = timeout }, limits.Token);
            RestartSilence(silence, monitor);
            var reply = await waiter.Task.WaitAsync(limits.Token);
            if (reply.Failure is not null)
                throw reply.Failure.ToException();
            return reply.Result is { Type: JTokenType.Null } ? null : reply.Result;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RpcTimeoutException(total.IsCancellationRequested
                ? $"Timed out waiting for a reply to message ID {messageId} ({method} on {target.RoutingKey}, {timeout.TotalSeconds:0.#} s)"
                : $"No heartbeat for {monitor!.Value.TotalSeconds:0.#} s while waiting for message ID {messageId} ({method} on {target.RoutingKey})");
        }
        finally
        {
            replies.Remove(messageId);
        }
    }

    public Task CastAsync(RpcTarget target, JObject context, string method, JObject args, CancellationToken cancellationToken = default) =>
        driver.PublishAsync(Publication(target, context, method, args, reply: null), cancellationToken);

    public Task<bool> HasListenerAsync(RpcTarget target, CancellationToken cancellationToken = default) =>
        driver.IsConsumedAsync(target.RoutingKey, cancellationToken);

    private static void RestartSilence(CancellationTokenSource silence, TimeSpan? monitor)
    {
        if (monitor is { } limit)
            silence.CancelAfter(limit);
    }

    private Publication Publication(RpcTarget target, JObject context, string method, JObject args, ReplyAddress? reply)
    {
        var body = Envelope.Write(RequestCodec.Write(target, context, method, args, WireId.Create(), reply));
        return target.Fanout
            ? new Publication(topology.Fanout(target.Topic), string.Empty, body)
            : new Publication(topology.Topic(target.Exchange), target.RoutingKey, body);
    }
}
