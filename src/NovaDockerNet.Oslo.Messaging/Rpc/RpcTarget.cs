namespace NovaDockerNet.Oslo.Messaging.Rpc;

/// <summary>Where a request goes: a topic, or one server of it, or all of them. oslo.messaging: target.py.</summary>
public sealed record RpcTarget(
    string Topic,
    string? Server = null,
    bool Fanout = false,
    string? Namespace = null,
    string Version = "1.0",
    string Exchange = "nova")
{
    /// <summary>The routing key oslo.messaging uses on the topic exchange.</summary>
    internal string RoutingKey => Server is null ? Topic : $"{Topic}.{Server}";
}
