using Newtonsoft.Json.Linq;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.DockerEngine.IntegrationTests;

/// <summary>One daemon for the project, with a busybox image loaded.</summary>
public sealed class DockerDaemonFixture : IAsyncLifetime, IDisposable
{
    public const string Image = "test/busybox:1";

    private DockerDaemon? _daemon;
    private DockerEngineClient? _client;
    private Exception? _failure;

    public DockerDaemon Daemon => _daemon ?? throw Unavailable();

    public DockerEngineClient Client => _client ?? throw Unavailable();

    public async Task InitializeAsync()
    {
        try
        {
            _daemon = await DockerDaemon.StartAsync();
        }
        catch (SkipException e)
        {
            // A fixture cannot skip; the tests do when they ask for it.
            _failure = e;
            return;
        }
        _client = new DockerEngineClient(new DockerEngineOptions { Endpoint = _daemon.Endpoint });
        await _client.Images.LoadAsync(
            new MemoryStream(ContainerImageArchive.Docker(Image, new JObject { ["Cmd"] = new JArray("sleep", "1000") })), CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (_daemon is not null)
            await _daemon.DisposeAsync();
    }

    public void Dispose() => _client?.Dispose();

    private Exception Unavailable() => _failure ?? new InvalidOperationException("the daemon was not started");
}
