using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.DockerEngine.Systems;
using Xunit.Abstractions;

namespace NovaDockerNet.DockerEngine.IntegrationTests;

public sealed class SystemTests(DockerDaemonFixture fixture, ITestOutputHelper output) : DockerTests(fixture, output)
{
    [SkippableFact]
    public async Task The_daemon_describes_itself()
    {
        await Client.System.PingAsync(None);
        var info = await Client.System.InfoAsync(None);
        var version = await Client.System.VersionAsync(None);

        Assert.Equal(Daemon.DataRoot, info.DockerRootDir);
        Assert.Contains("runc", info.Runtimes.Keys);
        Assert.True(info.NCPU > 0 && info.MemTotal > 0);
        Assert.Equal(info.ServerVersion, version.Version);
        Assert.True(await Client.GetApiVersionAsync(None) >= DockerApiVersion.Oldest);
    }

    [SkippableFact]
    public async Task Events_arrive_with_labels_and_exit_code()
    {
        using var events = await Client.System.EventsAsync(
            new EventsParameters { Filters = new Dictionary<string, IReadOnlyList<string>> { ["type"] = ["container"], ["label"] = ["mine=1"] } }, None);
        var created = await Client.Containers.CreateAsync(new CreateContainerParameters
        {
            Image = DockerDaemonFixture.Image,
            Cmd = ["sh", "-c", "exit 7"],
            NetworkDisabled = true,
            Labels = new Dictionary<string, string> { ["mine"] = "1" },
        }, None);
        await Client.Containers.StartAsync(created.Id, None);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        List<string> actions = [];
        await foreach (var e in events.WithCancellation(limit.Token))
        {
            Assert.Equal(created.Id, e.Actor.ID);
            Assert.Equal("1", e.Actor.Attributes["mine"]);
            actions.Add(e.Action);
            if (e.Action != "die")
                continue;
            Assert.Equal("7", e.Actor.Attributes["exitCode"]);
            break;
        }
        Assert.Equal(["create", "start", "die"], actions);
    }

    [SkippableFact]
    public async Task A_restarted_daemon_breaks_the_stream_and_then_serves_again()
    {
        await Client.System.PingAsync(None);
        using var events = await Client.System.EventsAsync(new EventsParameters(), None);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        var following = Task.Run(async () =>
        {
            await foreach (var _ in events.WithCancellation(limit.Token))
            {
                // Whatever it says while stopping.
            }
        });

        await Daemon.RestartAsync();

        // Ends, cleanly or with the connection, but never by our time limit.
        if (await Record.ExceptionAsync(() => following) is { } e)
            Assert.IsType<DockerConnectionException>(e);
        await Client.System.PingAsync(None);
        Assert.NotNull(await Client.Images.InspectAsync(DockerDaemonFixture.Image, None));
    }
}
