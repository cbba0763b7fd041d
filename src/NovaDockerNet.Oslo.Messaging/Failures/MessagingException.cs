namespace NovaDockerNet.Oslo.Messaging.Failures;

/// <summary>Base of everything the messaging layer throws on its own account.</summary>
public abstract class MessagingException(string message, Exception? inner = null) : Exception(message, inner);
