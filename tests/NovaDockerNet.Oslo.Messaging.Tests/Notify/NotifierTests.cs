using System.Text;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Notify;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Testing;
using NovaDockerNet.Oslo.Messaging.Wire;
using Xunit;

namespace NovaDockerNet.Oslo.Messaging.Tests.Notify;

public sealed class NotifierTests
{
    private static readonly JObject s_context = new()
    {
        ["user_id"] = "u",
        ["user"] = "u",
        ["project_id"] = "p",
        ["project"] = "p",
        ["is_admin"] = true,
        ["request_id"] = "req-1",
        ["roles"] = new JArray("member"),
        ["auth_token"] = "secret-token",
        ["service_catalog"] = new JArray(new JObject { ["type"] = "image" }),
        ["remote_address"] = "10.0.0.1",
    };

    private readonly InMemoryBroker _broker = new();

    [Fact]
    public async Task Each_topic_gets_a_message_with_an_envelope_and_keeps_it()
    {
        await NotifyAsync(new NotifierOptions { Drivers = ["messagingv2"], Topics = ["notifications", "billing"] }, NotificationPriority.Error);
        Assert.Equal(["notifications.error", "billing.error"], _broker.Published.Select(p => p.RoutingKey));
        Assert.Equal((1, 1), (_broker.Waiting("notifications.error"), _broker.Waiting("billing.error")));
        var bodies = _broker.Published.Select(p => JObject.Parse(Encoding.UTF8.GetString(p.Body.Span))).ToList();
        Assert.All(bodies, body => Assert.Equal("2.0", (string?)body["oslo.version"]));
        var messages = _broker.Published.Select(p => Envelope.Read(p.Body.Span)).ToList();
        Assert.Equal("compute.host1|compute.instance.create.error|ERROR|1", string.Join('|', messages[0]["publisher_id"], messages[0]["event_type"], messages[0]["priority"], messages[0]["payload"]!["a"]));
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$", (string?)messages[0]["timestamp"]);
        // One notification, two messages.
        Assert.Equal((string?)messages[0]["message_id"], (string?)messages[1]["message_id"]);
        Assert.NotEqual((string?)messages[0]["_unique_id"], (string?)messages[1]["_unique_id"]);
    }

    [Fact]
    public async Task The_older_driver_has_no_envelope()
    {
        await NotifyAsync(new NotifierOptions { Drivers = ["messaging"] });
        var body = JObject.Parse(Encoding.UTF8.GetString(Assert.Single(_broker.Published).Body.Span));
        Assert.False(body.ContainsKey("oslo.version"));
        Assert.Equal("compute.instance.create.error", (string?)body["event_type"]);
    }

    [Fact]
    public async Task Tokens_and_catalog_stay_at_home()
    {
        await NotifyAsync(new NotifierOptions { Drivers = ["messagingv2"] });
        var body = Encoding.UTF8.GetString(Assert.Single(_broker.Published).Body.Span);
        Assert.DoesNotContain("secret-token", body, StringComparison.Ordinal);
        var message = Envelope.Read(_broker.Published.First().Body.Span);
        Assert.Equal(("u", "p", "req-1"), ((string?)message["_context_user_id"], (string?)message["_context_project_id"], (string?)message["_context_request_id"]));
        Assert.Equal("[]", message["_context_service_catalog"]!.ToString());
        Assert.Equal(JTokenType.Null, message["_context_remote_address"]!.Type);
        Assert.Equal("u p - - -", (string?)message["_context_user_identity"]);
    }

    [Fact]
    public async Task The_log_masks_passwords()
    {
        var log = new RecordingLogger();
        var transport = _broker.CreateNotificationTransport(loggerFactory: log);
        var notifier = transport.CreateNotifier(new NotifierOptions { Drivers = ["log", "noop"] });
        await notifier.NotifyAsync(
            new Notification(s_context, "compute.host1", "some.event", NotificationPriority.Info, new JObject { ["admin_password"] = "pw1", ["name"] = "n" }), default);
        var line = Assert.Single(log.Lines);
        Assert.StartsWith("oslo.messaging.notification.some.event Information ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("pw1", line, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"n\"", line, StringComparison.Ordinal);
        Assert.Empty(_broker.Published);
    }

    [Theory]
    [InlineData("noop", false)]
    [InlineData("", false)]
    [InlineData("log", true)]
    public void Enabled_is_what_sends(string driver, bool enabled) =>
        Assert.Equal(enabled, _broker.CreateNotificationTransport().CreateNotifier(new NotifierOptions { Drivers = driver.Length == 0 ? [] : [driver] }).IsEnabled);

    [Theory]
    [InlineData("routing")]
    [InlineData("messaging2")]
    public void Other_drivers_are_refused(string driver)
    {
        Assert.False(NotificationTransport.Knows(driver));
        Assert.Throws<MessagingConfigurationException>(() => _broker.CreateNotificationTransport().CreateNotifier(new NotifierOptions { Drivers = [driver] }));
    }

    [Fact]
    public void Queue_and_exchange_are_those_of_the_cloud()
    {
        var queue = new Messaging.Topology.BrokerTopology(new TransportOptions { TransportUrl = "rabbit://h/", RabbitQuorumQueue = true })
            .NotificationQueue("nova", "notifications.info");
        Assert.Equal((true, "quorum", "nova"), (queue.Durable, (string?)queue.Arguments["x-queue-type"], queue.Exchange.Name));
    }

    private Task NotifyAsync(NotifierOptions options, NotificationPriority priority = NotificationPriority.Info) =>
        _broker.CreateNotificationTransport().CreateNotifier(options).NotifyAsync(
            new Notification(s_context, "compute.host1", "compute.instance.create.error", priority, new JObject { ["a"] = 1 }), CancellationToken.None);

    private sealed class RecordingLogger : ILoggerFactory
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, Lines);

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }

        private sealed class Logger(string category, List<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Add($"{category} {logLevel} {formatter(state, exception)}");
        }
    }
}
