using Microsoft.Extensions.Logging.Abstractions;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Notify;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Oslo.Messaging.IntegrationTests;

/// <summary>Ceilometer and the like: Python's own notification listener hears ours.</summary>
[Collection(BrokerCollection.Name)]
public sealed class PythonListensTests(Broker broker) : IAsyncLifetime
{
    private readonly string _topic = "notifications_" + Guid.NewGuid().ToString("N")[..8];
    private PythonPeer _peer = null!;
    private NotificationTransport _transport = null!;

    public async Task InitializeAsync()
    {
        if (RabbitMqServer.Missing is not null)
            return;
        _transport = NotificationTransport.Create(
            new TransportOptions { TransportUrl = broker.Server.TransportUrl }, NullLoggerFactory.Instance, TimeProvider.System);
        _peer = await PythonPeer.StartAsync(broker.Server.TransportUrl);
    }

    public async Task DisposeAsync()
    {
        if (_peer is not null)
            await _peer.DisposeAsync();
        if (_transport is not null)
            await _transport.DisposeAsync();
    }

    [SkippableTheory]
    [InlineData("messagingv2")]
    [InlineData("messaging")]
    public async Task What_is_told_before_anybody_listens_waits_for_the_listener(string driver)
    {
        Skip.If(RabbitMqServer.Missing is not null, RabbitMqServer.Missing);
        var notifier = _transport.CreateNotifier(new NotifierOptions { Drivers = [driver], Topics = [_topic] });
        await NotifyAsync(notifier, 1);
        await _peer.ListenAsync(_topic);
        await NotifyAsync(notifier, 2, NotificationPriority.Error);
        await NotifyAsync(notifier, 3, again: true);

        await Eventually.TrueAsync(() => Task.FromResult(_peer.Told.Count >= 4), "four deliveries", TimeSpan.FromSeconds(60));
        var told = _peer.Told.ToList();
        Assert.Equal(["error 2", "info 1", "info 3", "info 3"], told.Select(t => $"{t["priority"]} {t["payload"]!["n"]}").Order(StringComparer.Ordinal));
        var first = told.Single(t => (int)t["payload"]!["n"]! == 1);
        Assert.Equal(("compute.host1", "compute.instance.create.start"), ((string?)first["publisher_id"], (string?)first["event_type"]));
        Assert.Equal("Zürich 🐳", (string?)first["payload"]!["text"]);
        Assert.Equal("req-1", (string?)first["context"]!["request_id"]);
        Assert.DoesNotContain("secret", first.ToString(), StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f-]{36}$", (string?)first["metadata"]!["message_id"]);
    }

    [SkippableFact]
    public async Task A_notification_waits_for_a_broker_that_is_away_unless_retry_says_otherwise()
    {
        Skip.If(RabbitMqServer.Missing is not null, RabbitMqServer.Missing);
        await _peer.ListenAsync(_topic);
        var patient = _transport.CreateNotifier(new NotifierOptions { Drivers = ["messagingv2"], Topics = [_topic] });
        await using var hasty = NotificationTransport.Create(
            new TransportOptions { TransportUrl = broker.Server.TransportUrl }, NullLoggerFactory.Instance, TimeProvider.System);
        await NotifyAsync(patient, 1);

        await broker.Server.StopServerAsync();
        Task waiting;
        try
        {
            // Logged and given up, not thrown: nobody who tells has to care.
            await NotifyAsync(hasty.CreateNotifier(new NotifierOptions { Drivers = ["messagingv2"], Topics = [_topic], Retry = 0 }), 2);
            waiting = NotifyAsync(patient, 3);
            Assert.False(waiting.IsCompleted);
        }
        finally
        {
            await broker.Server.StartServerAsync();
        }
        await waiting.WaitAsync(TimeSpan.FromSeconds(120));

        await Eventually.TrueAsync(() => Task.FromResult(_peer.Told.Any(t => (int)t["payload"]!["n"]! == 3)), "told after the restart", TimeSpan.FromSeconds(120));
        Assert.DoesNotContain(_peer.Told, t => (int)t["payload"]!["n"]! == 2);
    }

    private static Task NotifyAsync(Notifier notifier, int number, NotificationPriority priority = NotificationPriority.Info, bool again = false) =>
        notifier.NotifyAsync(
            new Notification(
                new JObject { ["request_id"] = "req-1", ["user_id"] = "u", ["auth_token"] = "secret" }, "compute.host1", "compute.instance.create.start", priority,
                new JObject { ["n"] = number, ["text"] = "Zürich 🐳", ["again"] = again }),
            CancellationToken.None);
}
