namespace NovaDockerNet.Oslo.Messaging.Topology;

/// <summary>A queue of ours: how it is declared, bound and consumed.</summary>
internal sealed record ConsumedQueue(string Name, ExchangeDeclaration Exchange, string BindingKey)
{
    public bool Durable { get; init; }

    public bool AutoDelete { get; init; }

    public IReadOnlyDictionary<string, object?> Arguments { get; init; } = new Dictionary<string, object?>();

    public IReadOnlyDictionary<string, object?> ConsumerArguments { get; init; } = new Dictionary<string, object?>();

    /// <summary>Fanout queues with random names are removed on an orderly close, since nobody will read them again.</summary>
    public bool DeleteOnClose { get; init; }

    public bool IsStream => Arguments.TryGetValue("x-queue-type", out var type) && type is "stream";
}
