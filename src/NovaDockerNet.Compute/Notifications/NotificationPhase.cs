namespace NovaDockerNet.Compute.Notifications;

/// <summary>nova: objects/fields.py NotificationPhase.</summary>
enum NotificationPhase
{
    Start,
    End,
    Error,
}
