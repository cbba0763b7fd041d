namespace NovaDockerNet.Virt.IntegrationTests;

[CollectionDefinition("driver")]
public sealed class DriverCollection : ICollectionFixture<DriverFixture>;
