using NovaDockerNet.TestKit;

namespace NovaDockerNet.Oslo.Messaging.IntegrationTests;

/// <summary>One RabbitMQ for the tests of this project, with credentials and a virtual host that need encoding (a slash in the password is beyond Python).</summary>
public sealed class Broker : IAsyncLifetime
{
    private RabbitMqServer? _server;

    public RabbitMqServer Server
    {
        get
        {
            Skip.If(RabbitMqServer.Missing is not null, RabbitMqServer.Missing);
            return _server!;
        }
    }

    public async Task InitializeAsync()
    {
        if (RabbitMqServer.Missing is null)
            _server = await RabbitMqServer.StartAsync(new RabbitMqServerOptions { UserName = "no:va", Password = "p@ss:w%rd", VirtualHost = "cell/1" });
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
