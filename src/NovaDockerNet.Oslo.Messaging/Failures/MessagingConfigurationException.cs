namespace NovaDockerNet.Oslo.Messaging.Failures;

/// <summary>transport_url or an [oslo_messaging_rabbit] option cannot be used as it is; the text names it.</summary>
public sealed class MessagingConfigurationException(string message, Exception? inner = null) : MessagingException(message, inner);
