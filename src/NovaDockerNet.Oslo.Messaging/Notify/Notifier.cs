using System.Globalization;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.Messaging.Notify;

/// <summary>Tells whoever listens what has happened. oslo.messaging: notify/notifier.py Notifier.</summary>
public sealed partial class Notifier
{
    private readonly IReadOnlyList<INotificationDriver> _drivers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal Notifier(IReadOnlyList<INotificationDriver> drivers, TimeProvider time, ILogger logger)
    {
        (_drivers, _time, _logger) = (drivers, time, logger);
    }

    /// <summary>False where nothing is sent: no driver, or noop alone.</summary>
    public bool IsEnabled => _drivers.Count > 0;

    /// <summary>Returns when every driver is done. A driver that fails is logged and hinders no other.</summary>
    public async Task NotifyAsync(Notification notification, CancellationToken cancellationToken)
    {
        if (!IsEnabled)
            return;
        var now = _time.GetUtcNow();
        var context = NotificationContext.Of(notification.Context, now);
        var message = new JObject
        {
            ["message_id"] = Guid.NewGuid().ToString(),
            ["publisher_id"] = notification.PublisherId,
            ["event_type"] = notification.EventType,
            ["priority"] = notification.Priority.ToString().ToUpperInvariant(),
            ["payload"] = notification.Payload,
            // str() of a datetime.
            ["timestamp"] = now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        };
        foreach (var driver in _drivers)
        {
            try
            {
                await driver.NotifyAsync(context, message, notification.Priority, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogNotSent(e, notification.EventType);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not send notification {EventType}")]
    private partial void LogNotSent(Exception exception, string eventType);
}
