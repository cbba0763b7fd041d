namespace NovaDockerNet.Compute.Notifications;

/// <summary>[notifications] notification_format.</summary>
public enum NotificationFormat
{
    Unversioned,
    Versioned,
    Both,
}
