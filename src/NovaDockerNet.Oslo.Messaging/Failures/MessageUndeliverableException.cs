namespace NovaDockerNet.Oslo.Messaging.Failures;

/// <summary>A mandatory message came back because no queue wanted it.</summary>
internal sealed class MessageUndeliverableException(string routingKey)
    : MessagingException($"no queue '{routingKey}' on the broker")
{
    public string RoutingKey { get; } = routingKey;
}
