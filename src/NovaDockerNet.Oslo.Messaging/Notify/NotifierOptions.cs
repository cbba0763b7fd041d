namespace NovaDockerNet.Oslo.Messaging.Notify;

/// <summary>[oslo_messaging_notifications], with the library's defaults: without a driver nothing is sent.</summary>
public sealed record NotifierOptions
{
    /// <summary>driver: messagingv2, messaging, log, noop; several are all used.</summary>
    public IReadOnlyList<string> Drivers { get; init; } = [];

    /// <summary>topics: one message to each.</summary>
    public IReadOnlyList<string> Topics { get; init; } = ["notifications"];

    /// <summary>retry: how often a message is tried again while the broker is away; negative is without end.</summary>
    public int Retry { get; init; } = -1;
}
