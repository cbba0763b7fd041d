using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Virt.IntegrationTests;

/// <summary>kill -9 of dockerd, whose containerd lives on as distributions run it, while guests are made and started.</summary>
public sealed class DockerKilledTests
{
    private static readonly RequestContext Context = new([]);
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>From before the first container is made to after the last one runs.</summary>
    private static readonly int[] s_moments = [30, 120, 250, 450];

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Spawns_and_starts_outlive_a_killed_dockerd(bool liveRestore)
    {
        using var loggers = new RecordingLoggerFactory();
        using var fixture = new DriverFixture { OwnContainerd = true, LiveRestore = liveRestore, Loggers = loggers };
        await fixture.InitializeAsync();
        try
        {
            var image = fixture.Glance.Add(ContainerImageArchive.Docker(null, new JObject
            {
                ["Cmd"] = new JArray("/bin/sh", "-c", "trap 'exit 0' TERM; ip addr show eth0; echo ready; sleep 1000 & wait"),
            }));
            List<string> containers = [];
            foreach (var moment in s_moments)
                containers.AddRange(await RoundAsync(fixture, image, liveRestore, moment));

            Assert.True(
                loggers.Lines.Any(line => line.Message.Contains("Docker went away", StringComparison.Ordinal)), "no call to Docker met a dockerd that was killed");
            Assert.Empty(await fixture.Driver.ListGuestsAsync(None));
            Assert.Empty(await fixture.Networks.ListNamespacesAsync(None));
            Assert.Empty(fixture.Networks.Bindings);
            Assert.Empty(fixture.Folders.List());
            await Eventually.TrueAsync(() => !containers.Any(HasProcesses), "no process of a destroyed guest is left");
        }
        finally
        {
            await fixture.DisposeAsync();
        }
    }

    /// <summary>Two spawns and a start under way when dockerd dies; afterwards all three run with their network, and can be destroyed.</summary>
    private static async Task<IReadOnlyList<string>> RoundAsync(DriverFixture fixture, JObject image, bool liveRestore, int milliseconds)
    {
        var (first, second, stopped, running) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        string[] all = [first, second, stopped, running];
        foreach (var uuid in new[] { stopped, running })
            await fixture.Driver.SpawnAsync(fixture.Request(uuid, image), None);
        await fixture.Driver.PowerOffAsync(stopped, TimeSpan.FromSeconds(10), None);
        var started = (await fixture.InspectAsync(running)).State.StartedAt;

        var working = Task.WhenAll(
            fixture.Driver.SpawnAsync(fixture.Request(first, image), None),
            fixture.Driver.SpawnAsync(fixture.Request(second, image), None),
            fixture.Driver.PowerOnAsync(Context, DriverFixture.Instance(stopped), DriverFixture.Network(stopped), None));
        // Which moment it is of the work differs from run to run; what must hold does not.
        await Task.Delay(milliseconds);
        await fixture.Daemon.KillAsync();
        await fixture.Daemon.StartAgainAsync();
        await working;

        foreach (var uuid in all)
        {
            var guest = await fixture.Driver.GetGuestAsync(uuid, None);
            Assert.NotNull(guest);
            // Without live-restore the next dockerd ends what ran before it; what is started after it is none of that.
            if (!liveRestore && guest.PowerState != PowerState.Running)
                await fixture.Driver.PowerOnAsync(Context, DriverFixture.Instance(uuid), DriverFixture.Network(uuid), None);
            Assert.Equal(PowerState.Running, (await fixture.Driver.GetGuestAsync(uuid, None))!.PowerState);
            Assert.Contains("inet 10.9.0.5/24", await fixture.WaitForOutputAsync(uuid, "ready"), StringComparison.Ordinal);
        }
        if (liveRestore)
            Assert.Equal(started, (await fixture.InspectAsync(running)).State.StartedAt);

        List<string> containers = [];
        foreach (var uuid in all)
        {
            containers.Add((await fixture.InspectAsync(uuid)).Id);
            await fixture.Driver.DestroyAsync(uuid, null, destroyDisks: true, None);
        }
        return containers;
    }

    private static bool HasProcesses(string containerId) => Directory.EnumerateDirectories("/proc").Any(folder =>
    {
        try
        {
            return int.TryParse(Path.GetFileName(folder), out _)
                && File.ReadAllText(Path.Combine(folder, "cgroup")).Contains(containerId, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return false;
        }
    });
}
