namespace NovaDockerNet.Oslo.Messaging.Failures;

/// <summary>transport_url or an [oslo_messaging_rabbit] option cannot be used as it is; the text names it.</summary>
public sealed class MessagingConfigurationException(string problem, Exception? inner = null, string? option = null)
    : MessagingException(option is null ? problem : $"[oslo_messaging_rabbit] {option}: {problem}", inner)
{
    /// <summary>What is wrong, without the option's name.</summary>
    public string Problem { get; } = problem;

    /// <summary>The option of [oslo_messaging_rabbit]; null for transport_url.</summary>
    public string? Option { get; } = option;
}
