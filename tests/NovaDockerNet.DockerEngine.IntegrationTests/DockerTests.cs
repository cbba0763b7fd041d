using System.Text;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.DockerEngine.Streams;
using NovaDockerNet.TestKit;
using Xunit.Abstractions;

namespace NovaDockerNet.DockerEngine.IntegrationTests;

/// <summary>What the tests share: the daemon, its log on failure, and no container left behind.</summary>
[Collection("docker")]
public abstract class DockerTests(DockerDaemonFixture fixture, ITestOutputHelper output) : IAsyncLifetime
{
    private int _logStart;

    private protected static CancellationToken None => CancellationToken.None;

    private protected DockerEngineClient Client => fixture.Client;

    private protected DockerDaemon Daemon => fixture.Daemon;

    public Task InitializeAsync()
    {
        try
        {
            _logStart = fixture.Daemon.Log.Length;
        }
        catch (SkipException)
        {
            // The test itself skips, with the reason.
        }
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        try
        {
            output.WriteLine(fixture.Daemon.Log[_logStart..]);
        }
        catch (SkipException)
        {
            return;
        }
        foreach (var container in await Client.Containers.ListAsync(new ListContainersParameters { All = true }, None))
            await Client.Containers.RemoveAsync(container.Id, force: true, removeVolumes: true, None);
    }

    private protected async Task<string> CreateAsync(params string[] command) => (await Client.Containers.CreateAsync(
        new CreateContainerParameters
        {
            Image = DockerDaemonFixture.Image,
            Cmd = command.Length == 0 ? null : command,
            NetworkDisabled = true,
        }, None)).Id;

    private protected static async Task<string> TextAsync(IAsyncEnumerable<OutputFrame> frames, OutputKind? kind = null)
    {
        var text = new StringBuilder();
        await foreach (var frame in frames)
        {
            if (kind is null || frame.Kind == kind)
                text.Append(Encoding.UTF8.GetString(frame.Data.Span));
        }
        return text.ToString();
    }
}
