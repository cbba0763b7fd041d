namespace NovaDockerNet.Oslo.Messaging.Notify;

/// <summary>oslo.messaging: the methods of a Notifier. The name in upper case is in the message, in lower case it ends the routing key.</summary>
public enum NotificationPriority
{
    Debug,
    Info,
    Warn,
    Error,
    Critical,
}
