using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Rabbit;
using NovaDockerNet.Oslo.Messaging.Topology;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace NovaDockerNet.Oslo.Messaging.Inspection;

/// <summary>
/// Looks at one broker of transport_url without taking part: consumes nothing, sends nothing, makes no queue and no exchange. What exists is
/// declared once more with our arguments, which changes nothing and is refused where they differ.
/// </summary>
public sealed class BrokerInspection : IAsyncDisposable
{
    private readonly TransportOptions _options;
    private readonly BrokerTopology _topology;
    private readonly IConnection _connection;

    private BrokerInspection(TransportOptions options, IConnection connection)
    {
        _options = options;
        _topology = new BrokerTopology(options);
        _connection = connection;
    }

    /// <summary>The brokers of transport_url, in its order.</summary>
    public static IReadOnlyList<TransportHost> HostsOf(TransportOptions options) => TransportUrl.Parse(options.TransportUrl).Hosts;

    /// <summary>The virtual host of transport_url.</summary>
    public static string VirtualHostOf(TransportOptions options) => TransportUrl.Parse(options.TransportUrl).VirtualHost;

    /// <summary>Connects once, without trying again.</summary>
    /// <exception cref="MessagingConnectionException">Nobody answers there.</exception>
    /// <exception cref="MessagingOperationException">The broker refuses the user, its password or the virtual host.</exception>
    public static async Task<BrokerInspection> ConnectAsync(TransportOptions options, TransportHost host, CancellationToken cancellationToken)
    {
        var url = TransportUrl.Parse(options.TransportUrl);
        options = TransportUrlOverrides.Apply(options, url);
        try
        {
            var factory = RabbitConnector.CreateFactory(options, host, url.VirtualHost);
            var connection = await factory.CreateConnectionAsync($"nova-docker-net:{Environment.ProcessId}:inspection", cancellationToken);
            try
            {
                // The library takes a virtual host that is refused for a connection that is open and then closed: only a channel tells.
                await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
            return new BrokerInspection(options, connection);
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or TimeoutException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Explain(e, host, url.VirtualHost);
        }
    }

    public Task<bool> ExchangeExistsAsync(CancellationToken cancellationToken) => ExistsAsync(
        channel => channel.ExchangeDeclarePassiveAsync(_options.ControlExchange, cancellationToken), cancellationToken);

    /// <summary>Why our declaration of control_exchange would be refused; null when it agrees. It must exist.</summary>
    public Task<string?> ExchangeConflictAsync(CancellationToken cancellationToken)
    {
        var exchange = _topology.Topic(_options.ControlExchange);
        return ConflictAsync(
            channel => channel.ExchangeDeclareAsync(
                exchange.Name, exchange.Type, exchange.Durable, exchange.AutoDelete, arguments: null, cancellationToken: cancellationToken),
            cancellationToken);
    }

    /// <summary>The queue of a topic, or of one server of it.</summary>
    public async Task<QueueState> InspectAsync(string topic, string? server, CancellationToken cancellationToken)
    {
        var queues = _topology.ServerQueues(_options.ControlExchange, topic, server ?? string.Empty);
        var queue = server is null ? queues[0] : queues[1];
        QueueDeclareOk? found = null;
        var exists = await ExistsAsync(
            async channel => found = await channel.QueueDeclarePassiveAsync(queue.Name, cancellationToken), cancellationToken);
        if (!exists)
            return new QueueState(queue.Name, Exists: false, Consumers: 0, Messages: 0, Conflict: null);
        var conflict = await ConflictAsync(
            channel => channel.QueueDeclareAsync(
                queue.Name, queue.Durable, exclusive: false, queue.AutoDelete, new Dictionary<string, object?>(queue.Arguments),
                cancellationToken: cancellationToken),
            cancellationToken);
        return new QueueState(queue.Name, Exists: true, found!.ConsumerCount, found.MessageCount, conflict);
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    // A refused declaration closes its channel, so each has one of its own.
    private async Task<bool> ExistsAsync(Func<IChannel, Task> declare, CancellationToken cancellationToken)
    {
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            await declare(channel);
            return true;
        }
        catch (OperationInterruptedException e) when (BrokerErrors.ReplyCode(e) == BrokerErrors.NotFound)
        {
            return false;
        }
    }

    private async Task<string?> ConflictAsync(Func<IChannel, Task> declare, CancellationToken cancellationToken)
    {
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            await declare(channel);
            return null;
        }
        catch (OperationInterruptedException e) when (BrokerErrors.AsRefusal(e, "it", transient: false) is not null)
        {
            return DeclarationConflict.Explain(e.ShutdownReason!.ReplyText, transient: false);
        }
    }

    private static MessagingException Explain(Exception failure, TransportHost host, string virtualHost)
    {
        foreach (var cause in Causes(failure))
        {
            switch (cause)
            {
                case AuthenticationFailureException or PossibleAuthenticationFailureException:
                    return new MessagingOperationException($"{host} refuses user '{host.UserName}' with the password of transport_url", failure);
                case OperationInterruptedException { ShutdownReason: { } reason }:
                    return new MessagingOperationException($"{host} refuses virtual host '{virtualHost}' to user '{host.UserName}': {reason.ReplyText}", failure);
            }
        }
        return new MessagingConnectionException($"no connection to {host}: {Causes(failure).Last().Message}", failure);
    }

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause is AggregateException { InnerExceptions: [.., var last] } ? last : cause.InnerException)
            yield return cause;
    }
}
