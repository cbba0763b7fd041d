using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.Messaging.Notify;

/// <summary>What is told.</summary>
/// <param name="Context">The request's context as a dictionary; the notifier leaves out of it what nobody else may see.</param>
/// <param name="PublisherId">Who tells, for instance compute.host1.</param>
public sealed record Notification(JObject Context, string PublisherId, string EventType, NotificationPriority Priority, JObject Payload);
