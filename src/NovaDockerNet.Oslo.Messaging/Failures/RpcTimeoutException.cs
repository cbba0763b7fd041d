namespace NovaDockerNet.Oslo.Messaging.Failures;

/// <summary>No reply in time. oslo.messaging: MessagingTimeout.</summary>
public sealed class RpcTimeoutException(string message) : MessagingException(message);
