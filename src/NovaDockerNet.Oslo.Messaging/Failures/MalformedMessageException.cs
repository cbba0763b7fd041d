namespace NovaDockerNet.Oslo.Messaging.Failures;

/// <summary>A message that is no request or reply of oslo.messaging. It is rejected without requeue.</summary>
internal sealed class MalformedMessageException(string message, Exception? inner = null) : MessagingException(message, inner);
