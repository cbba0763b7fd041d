namespace NovaDockerNet.Oslo.Messaging.Topology;

/// <summary>An exchange as declared before use. The default exchange has an empty name and is never declared.</summary>
internal sealed record ExchangeDeclaration(string Name, string Type, bool Durable, bool AutoDelete)
{
    public static ExchangeDeclaration Default { get; } = new(string.Empty, "direct", Durable: false, AutoDelete: false);

    public bool IsDefault => Name.Length == 0;
}
