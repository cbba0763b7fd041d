namespace NovaDockerNet.Oslo.Messaging.Failures;

/// <summary>The broker cannot be reached, or went away.</summary>
public sealed class MessagingConnectionException(string message, Exception? inner = null) : MessagingException(message, inner);
