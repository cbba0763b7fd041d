using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Oslo.Config;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Notify;
using NovaDockerNet.Oslo.Messaging.Options;
using NovaDockerNet.Oslo.Messaging.Rpc;

namespace NovaDockerNet.Daemon.Configuration;

/// <summary>
/// [notifications] and [oslo_messaging_notifications] (nova/conf/notifications.py, oslo_messaging/notify/notifier.py). notify_on_state_change is not
/// here: what it switches on is sent by nova-conductor and nova-api, which save instances.
/// </summary>
internal static class NotificationsSection
{
    private const string Group = "notifications";
    private const string Oslo = "oslo_messaging_notifications";
    private const string UnversionedFormat = "unversioned";

    public static readonly ConfigOption<string> Format = Options.String(
        Group, "notification_format", UnversionedFormat, "Which notifications are sent, if any.", ["both", "versioned", UnversionedFormat],
        ["DEFAULT.notification_format"]);

    public static readonly ConfigOption<IReadOnlyList<string>> VersionedTopics = Options.List(
        Group, "versioned_notifications_topics", ["versioned_notifications"], "Topics of versioned notifications: the queues are TOPIC.info and TOPIC.error.");

    public static readonly ConfigOption<bool> Bdms = Options.Boolean(
        Group, "bdms_in_notifications", false, "Versioned notifications list the server's volumes.");

    public static readonly ConfigOption<bool> Shares = Options.Boolean(
        Group, "include_share_mapping", false, "Versioned notifications list the server's shares, of which containers have none. Since Nova 31.");

    public static readonly ConfigOption<bool> UsageAudit = Options.Boolean(
        ConfigOption.DefaultGroup, "instance_usage_audit", false, "Notify of the usage of each server once per instance_usage_audit_period.");

    public static readonly ConfigOption<string> AuditPeriodOption = Options.String(
        ConfigOption.DefaultGroup, "instance_usage_audit_period", "month",
        "What notifications of usage are about: the hour, day, month or year, with @ and an offset if it does not begin at its beginning (day@18).");

    public static readonly ConfigOption<IReadOnlyList<string>> Driver = Options.MultiString(
        Oslo, "driver", [], "How notifications are sent: messagingv2, messaging (without envelope), log, noop; several times for several. Without one, not at all.",
        ["DEFAULT.notification_driver"]);

    public static readonly ConfigOption<string?> TransportUrl = Options.OptionalString(
        Oslo, "transport_url", "Another broker for notifications.", deprecatedNames: ["DEFAULT.notification_transport_url"], secret: true);

    public static readonly ConfigOption<IReadOnlyList<string>> Topics = Options.List(
        Oslo, "topics", ["notifications"], "Topics of unversioned notifications.", ["rpc_notifier2.topics", "DEFAULT.notification_topics"]);

    public static readonly ConfigOption<int> Retry = Options.Integer(
        Oslo, "retry", -1, "How often a notification is sent again that could not be sent; -1 without end. Operations do not wait for it.", min: -1);

    public static IReadOnlyList<ConfigOption> Defaults { get; } = [UsageAudit, AuditPeriodOption];

    public static IReadOnlyList<ConfigOption> Groups { get; } = [Format, VersionedTopics, Bdms, Shares, Driver, TransportUrl, Topics, Retry];

    public static NotificationOptions ToNotifications(OsloConfig config)
    {
        try
        {
            return new NotificationOptions
            {
                Format = Enum.Parse<NotificationFormat>(config.Get(Format), ignoreCase: true),
                BdmsInNotifications = config.Get(Bdms),
                IncludeShareMapping = config.Get(Shares),
                InstanceNameTemplate = config.Get(ServiceSection.InstanceNameTemplate),
                AuditPeriod = AuditPeriod.Parse(config.Get(AuditPeriodOption)),
            };
        }
        catch (FormatException e)
        {
            throw Wrong(config, AuditPeriodOption, e.Message, e);
        }
    }

    /// <summary>The transport of notifications: that of RPC, unless they have another broker.</summary>
    public static TransportOptions ToTransport(OsloConfig config)
    {
        var options = OptionMapping.ToTransport(config);
        if (config.Get(TransportUrl) is not { Length: > 0 } url)
            return options;
        options = options with { TransportUrl = url };
        try
        {
            RpcTransport.Check(options);
        }
        catch (MessagingConfigurationException problem)
        {
            throw Wrong(config, TransportUrl, problem.Problem, problem);
        }
        return options;
    }

    public static NotifierOptions ToNotifier(OsloConfig config)
    {
        var drivers = config.Get(Driver);
        if (drivers.FirstOrDefault(driver => !NotificationTransport.Knows(driver)) is { } unknown)
            throw Wrong(config, Driver, $"the driver {unknown} is not supported; messagingv2, messaging, log and noop are");
        return new NotifierOptions { Drivers = drivers, Topics = config.Get(Topics), Retry = config.Get(Retry) };
    }

    public static ComputeNotifiers ToNotifiers(OsloConfig config, NotificationTransport transport)
    {
        var options = ToNotifier(config);
        return new ComputeNotifiers(
            transport.CreateNotifier(options), transport.CreateNotifier(options with { Topics = config.Get(VersionedTopics) }));
    }

    private static OsloConfigException Wrong(OsloConfig config, ConfigOption option, string problem, Exception cause) =>
        new(problem, config.LocationOf(option), option.Group, option.Name, cause);

    private static OsloConfigException Wrong(OsloConfig config, ConfigOption option, string problem) =>
        new(problem, config.LocationOf(option), option.Group, option.Name);
}
