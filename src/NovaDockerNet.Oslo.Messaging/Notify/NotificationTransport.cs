using Microsoft.Extensions.Logging;
using NovaDockerNet.Oslo.Messaging.Drivers;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Rabbit;
using NovaDockerNet.Oslo.Messaging.Topology;

namespace NovaDockerNet.Oslo.Messaging.Notify;

/// <summary>
/// The way to the broker of notifications, which may be another than that of RPC, and has a connection of its own in any case: requests do not wait
/// behind notifications. oslo.messaging: notify/notifier.py get_notification_transport.
/// </summary>
public sealed class NotificationTransport : IAsyncDisposable
{
    private static readonly string[] s_messaging = ["messaging", "messagingv2"];
    private readonly IRpcDriver _driver;
    private readonly BrokerTopology _topology;
    private readonly TransportOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;

    internal NotificationTransport(TransportOptions options, IRpcDriver driver, ILoggerFactory loggers, TimeProvider time)
    {
        (_options, _driver, _loggers, _time) = (options, driver, loggers, time);
        _topology = new BrokerTopology(options);
    }

    /// <summary>Checks the options; the connection is opened with the first message.</summary>
    /// <exception cref="MessagingConfigurationException">An option cannot be used as it is.</exception>
    public static NotificationTransport Create(TransportOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        var url = TransportUrl.Parse(options.TransportUrl);
        options = TransportUrlOverrides.Apply(options, url);
        return new NotificationTransport(options, new RabbitDriver(options, url, time, loggers), loggers, time);
    }

    /// <summary>Whether there is such a driver. The library's routing is not, and its test keeps everything in memory.</summary>
    public static bool Knows(string driver) => driver is "log" or "noop" || s_messaging.Contains(driver);

    public Notifier CreateNotifier(NotifierOptions options)
    {
        var drivers = options.Drivers.Distinct(StringComparer.Ordinal).Select(name => Driver(name, options)).OfType<INotificationDriver>().ToList();
        return new Notifier(drivers, _time, _loggers.CreateLogger<Notifier>());
    }

    public ValueTask DisposeAsync() => _driver.DisposeAsync();

    private INotificationDriver? Driver(string name, NotifierOptions options) => name switch
    {
        "messagingv2" => new MessagingNotificationDriver(_driver, _topology, _options.ControlExchange, options, enveloped: true),
        "messaging" => new MessagingNotificationDriver(_driver, _topology, _options.ControlExchange, options, enveloped: false),
        "log" => new LogNotificationDriver(_loggers),
        "noop" => null,
        _ => throw new MessagingConfigurationException($"there is no notification driver '{name}': messagingv2, messaging, log and noop are known"),
    };
}
