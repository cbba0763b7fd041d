namespace NovaDockerNet.Oslo.Messaging.IntegrationTests;

/// <summary>The tests share one broker and run one after another: some restart it.</summary>
[CollectionDefinition(Name)]
public sealed class BrokerCollection : ICollectionFixture<Broker>
{
    public const string Name = "broker";
}
