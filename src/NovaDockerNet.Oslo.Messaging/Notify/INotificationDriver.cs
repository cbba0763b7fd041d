using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.Messaging.Notify;

/// <summary>One way a notification goes. oslo.messaging: notify/notifier.py Driver.</summary>
internal interface INotificationDriver
{
    /// <param name="context">Without secrets.</param>
    /// <param name="message">message_id, publisher_id, event_type, priority, payload, timestamp.</param>
    Task NotifyAsync(JObject context, JObject message, NotificationPriority priority, CancellationToken cancellationToken);
}
