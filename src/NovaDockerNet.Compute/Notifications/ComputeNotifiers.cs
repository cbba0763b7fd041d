using NovaDockerNet.Oslo.Messaging.Notify;

namespace NovaDockerNet.Compute.Notifications;

/// <summary>Where the two kinds of notifications go. nova: rpc.py LEGACY_NOTIFIER, NOTIFIER.</summary>
/// <param name="Legacy">Topics of [oslo_messaging_notifications] topics.</param>
/// <param name="Versioned">Topics of [notifications] versioned_notifications_topics.</param>
public sealed record ComputeNotifiers(Notifier Legacy, Notifier Versioned);
