using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace NovaDockerNet.Oslo.Messaging.Rabbit;

/// <summary>Opens connections: all hosts in turn, then a pause of 1, 3, 5 .. 30 s. oslo.messaging: impl_rabbit.py ensure_connection.</summary>
/// <remarks>The library's own recovery is off: it knows neither several hosts with different credentials nor what our queues need.</remarks>
internal sealed partial class RabbitConnector
{
    // The broker's own limit. Our limit is lower and rejects one message; the library's would close the connection, again and again.
    private const uint LargestMessage = 512 * 1024 * 1024;

    private readonly TransportOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConnectionFactory[] _factories;
    private readonly string[] _hosts;
    private readonly ConcurrentDictionary<string, IConnection?> _connections = new(StringComparer.Ordinal);
    private int _next;

    public RabbitConnector(TransportOptions options, TransportUrl url, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        var hosts = url.Hosts.ToArray();
        Random.Shared.Shuffle(hosts);
        _hosts = [.. hosts.Select(host => host.ToString())];
        _factories = [.. hosts.Select(host => CreateFactory(options, host, url.VirtualHost))];
    }

    /// <summary>The purposes that have no connection now, though they have asked for one.</summary>
    public IReadOnlyList<string> Disconnected =>
        [.. _connections.Where(static pair => pair.Value is not { IsOpen: true }).Select(static pair => pair.Key).Order(StringComparer.Ordinal)];

    /// <summary>The purpose needs no connection any more.</summary>
    public void Forget(string purpose) => _connections.TryRemove(purpose, out _);

    /// <summary>Tries until a connection stands or the token says no.</summary>
    public Task<IConnection> ConnectAsync(string purpose, CancellationToken cancellationToken) => ConnectAsync(purpose, null, cancellationToken);

    /// <summary>The same for at most so many rounds through all hosts.</summary>
    /// <exception cref="MessagingConnectionException">They are over.</exception>
    public async Task<IConnection> ConnectAsync(string purpose, int? rounds, CancellationToken cancellationToken)
    {
        var again = _connections.GetOrAdd(purpose, (IConnection?)null) is not null;
        var connection = await TryUntilConnectedAsync(purpose, rounds, cancellationToken);
        _connections[purpose] = connection;
        if (again)
            MessagingTelemetry.Reconnects.Add(1);
        return connection;
    }

    private async Task<IConnection> TryUntilConnectedAsync(string purpose, int? rounds, CancellationToken cancellationToken)
    {
        var pause = _options.RabbitRetryInterval;
        for (var round = 1; ; round++)
        {
            for (var attempt = 0; attempt < _factories.Length; attempt++)
            {
                if (await TryConnectAsync(purpose, pause, attempt == _factories.Length - 1, cancellationToken) is { } connection)
                    return connection;
            }
            if (round >= rounds)
                throw new MessagingConnectionException($"no broker reached in {round} attempts: {string.Join(", ", _hosts)}");
            if (_options.KombuFailoverStrategy == "shuffle")
                _next = Random.Shared.Next(_factories.Length);
            await Task.Delay(pause, _time, cancellationToken);
            pause += _options.RabbitRetryBackoff;
            if (pause > _options.RabbitIntervalMax)
                pause = _options.RabbitIntervalMax;
        }
    }

    private async Task<IConnection?> TryConnectAsync(string purpose, TimeSpan pause, bool last, CancellationToken cancellationToken)
    {
        var index = (int)((uint)Interlocked.Increment(ref _next) % (uint)_factories.Length);
        try
        {
            var connection = await _factories[index].CreateConnectionAsync(
                $"nova-docker-net:{Environment.ProcessId}:{purpose}", cancellationToken);
            connection.ConnectionBlockedAsync += (_, blocked) =>
            {
                LogBlocked(_hosts[index], blocked.Reason);
                return Task.CompletedTask;
            };
            connection.ConnectionUnblockedAsync += (_, _) =>
            {
                LogUnblocked(_hosts[index]);
                return Task.CompletedTask;
            };
            LogConnected(_hosts[index], purpose);
            return connection;
        }
        catch (Exception e) when (e is BrokerUnreachableException or OperationInterruptedException or IOException or TimeoutException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var reason = Innermost(e);
            if (last)
                LogUnreachableRetry(_hosts[index], reason, pause.TotalSeconds);
            else
                LogUnreachableNext(_hosts[index], reason);
            return null;
        }
    }

    private static string Innermost(Exception exception)
    {
        if (exception is BrokerUnreachableException { InnerException: AggregateException aggregate } && aggregate.InnerExceptions.Count > 0)
            exception = aggregate.InnerExceptions[^1];
        while (exception is not AuthenticationFailureException and not PossibleAuthenticationFailureException
            && exception.InnerException is { } inner)
        {
            exception = inner;
        }
        return exception is AuthenticationFailureException or PossibleAuthenticationFailureException
            ? $"{exception.Message} (check user, password and virtual host in transport_url)"
            : exception.Message;
    }

    internal static ConnectionFactory CreateFactory(TransportOptions options, TransportHost host, string virtualHost)
    {
        var tls = RabbitTls.Create(options, host.HostName);
        return new ConnectionFactory
        {
            Endpoint = new AmqpTcpEndpoint(host.HostName, host.Port, tls, LargestMessage),
            VirtualHost = virtualHost,
            UserName = host.UserName,
            Password = host.Password,
            AuthMechanisms = LoginMethods(options, host),
            RequestedHeartbeat = options.HeartbeatTimeoutThreshold,
            RequestedConnectionTimeout = TimeSpan.FromSeconds(10),
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            MaxInboundMessageBodySize = LargestMessage,
        };
    }

    private static IReadOnlyList<IAuthMechanismFactory> LoginMethods(TransportOptions options, TransportHost host) =>
        options.RabbitLoginMethod switch
        {
            "AMQPLAIN" => [new AmqplainMechanism(host.UserName, host.Password), new PlainMechanismFactory()],
            "PLAIN" => [new PlainMechanismFactory()],
            "EXTERNAL" => [new ExternalMechanismFactory()],
            var other => throw new MessagingConfigurationException(
                $"'{other}' is not supported; use AMQPLAIN, PLAIN or EXTERNAL", option: "rabbit_login_method"),
        };

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to the AMQP server on {Host} for {Purpose}")]
    private partial void LogConnected(string host, string purpose);

    [LoggerMessage(Level = LogLevel.Error, Message = "AMQP server on {Host} is unreachable: {Reason}. Trying again in {Seconds} s")]
    private partial void LogUnreachableRetry(string host, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "AMQP server on {Host} is unreachable: {Reason}. Trying the next host")]
    private partial void LogUnreachableNext(string host, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The AMQP server on {Host} has blocked the connection: {Reason}")]
    private partial void LogBlocked(string host, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The AMQP server on {Host} has unblocked the connection")]
    private partial void LogUnblocked(string host);
}
