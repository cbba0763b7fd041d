using NovaDockerNet.Oslo.Messaging.Topology;

namespace NovaDockerNet.Oslo.Messaging.Drivers;

/// <summary>One message to send.</summary>
internal sealed record Publication(ExchangeDeclaration Exchange, string RoutingKey, ReadOnlyMemory<byte> Body)
{
    /// <summary>The broker drops the message when nobody has taken it by then.</summary>
    public TimeSpan? Expiration { get; init; }

    /// <summary>The broker returns it when no queue wants it.</summary>
    public bool Mandatory { get; init; }

    /// <summary>Declared and bound before, so that there is somebody to keep it.</summary>
    public ConsumedQueue? Queue { get; init; }

    /// <summary>How often to try while the broker is away; null is without end.</summary>
    public int? Attempts { get; init; }
}
