using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace NovaDockerNet.Oslo.Messaging;

/// <summary>The instruments of this library.</summary>
public static class MessagingTelemetry
{
    public const string Name = "NovaDockerNet.Oslo.Messaging";

    private static readonly Meter s_meter = new(Name);

    internal static readonly Counter<long> Reconnects = s_meter.CreateCounter<long>("messaging.reconnects", description: "Connections made after one was lost.");

    internal static readonly UpDownCounter<long> WaitingRequests = s_meter.CreateUpDownCounter<long>(
        "messaging.requests.waiting", description: "Requests taken from the broker that wait for a free place among those that run; more wait at the broker.");

    /// <summary>Makes every instrument, so that a listener sees also those that have nothing to say yet.</summary>
    public static void Publish() => RuntimeHelpers.RunClassConstructor(typeof(MessagingTelemetry).TypeHandle);
}
