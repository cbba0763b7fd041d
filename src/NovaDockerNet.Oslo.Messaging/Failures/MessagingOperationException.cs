namespace NovaDockerNet.Oslo.Messaging.Failures;

/// <summary>The broker refused a declaration or a message; the text names the nova.conf option to look at.</summary>
public sealed class MessagingOperationException(string message, Exception? inner = null) : MessagingException(message, inner);
