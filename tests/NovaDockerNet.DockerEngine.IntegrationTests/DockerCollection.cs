namespace NovaDockerNet.DockerEngine.IntegrationTests;

[CollectionDefinition("docker")]
public sealed class DockerCollection : ICollectionFixture<DockerDaemonFixture>;
