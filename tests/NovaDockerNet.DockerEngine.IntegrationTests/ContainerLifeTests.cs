using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.DockerEngine.Streams;
using Xunit.Abstractions;

namespace NovaDockerNet.DockerEngine.IntegrationTests;

public sealed class ContainerLifeTests(DockerDaemonFixture fixture, ITestOutputHelper output) : DockerTests(fixture, output)
{
    [SkippableFact]
    public async Task A_container_lives_through_all_its_states()
    {
        var id = await CreateAsync();
        Assert.Equal("created", (await Client.Containers.InspectAsync(id, None)).State.Status);

        Assert.True(await Client.Containers.StartAsync(id, None));
        Assert.False(await Client.Containers.StartAsync(id, None));
        await Client.Containers.PauseAsync(id, None);
        Assert.True((await Client.Containers.InspectAsync(id, None)).State.Paused);
        await Client.Containers.UnpauseAsync(id, None);
        await Client.Containers.RestartAsync(id, TimeSpan.Zero, None);
        Assert.True((await Client.Containers.InspectAsync(id, None)).State.Running);
        await Client.Containers.KillAsync(id, null, None);
        Assert.Equal(137, (await Client.Containers.WaitAsync(id, WaitCondition.NotRunning, None)).StatusCode);
        Assert.False(await Client.Containers.StopAsync(id, TimeSpan.Zero, None));
        await Assert.ThrowsAsync<DockerConflictException>(() => Client.Containers.KillAsync(id, null, None));
        await Client.Containers.RemoveAsync(id, force: false, removeVolumes: true, None);
        await Assert.ThrowsAsync<DockerNotFoundException>(() => Client.Containers.InspectAsync(id, None));
    }

    [SkippableFact]
    public async Task Limits_arrive_in_the_container_and_can_be_changed()
    {
        var created = await Client.Containers.CreateAsync(new CreateContainerParameters
        {
            Name = "limited",
            Image = DockerDaemonFixture.Image,
            Hostname = "vm-1",
            Labels = new Dictionary<string, string> { ["k"] = "v" },
            NetworkDisabled = true,
            HostConfig = new HostConfig
            {
                Memory = 64 << 20,
                MemorySwap = 64 << 20,
                PidsLimit = 50,
                CpuPeriod = 100_000,
                CpuQuota = 50_000,
                CpuShares = 512,
            },
        }, None);
        await Client.Containers.StartAsync(created.Id, None);

        await Client.Containers.UpdateAsync(created.Id, new UpdateContainerParameters { CpuShares = 256 }, None);
        var inspect = await Client.Containers.InspectAsync("limited", None);
        var stats = await Client.Containers.StatsAsync(created.Id, None);

        Assert.Equal("vm-1", inspect.Config.Hostname);
        Assert.Equal("v", inspect.Config.Labels["k"]);
        Assert.Equal(256, inspect.HostConfig.CpuShares);
        Assert.Equal(50_000, inspect.HostConfig.CpuQuota);
        Assert.Equal(64UL << 20, stats.Memory.Limit);
        Assert.Equal(50UL, stats.Pids.Limit);
    }

    [SkippableFact]
    public async Task Names_collide_by_name()
    {
        await Client.Containers.CreateAsync(new CreateContainerParameters { Name = "one", Image = DockerDaemonFixture.Image }, None);
        await Assert.ThrowsAsync<DockerConflictException>(
            () => Client.Containers.CreateAsync(new CreateContainerParameters { Name = "one", Image = DockerDaemonFixture.Image }, None));
        await Assert.ThrowsAsync<DockerNotFoundException>(
            () => Client.Containers.CreateAsync(new CreateContainerParameters { Name = "two", Image = "no/such" }, None));
    }

    [SkippableFact]
    public async Task Lists_are_narrowed_by_all_labels()
    {
        foreach (var (a, b) in new[] { ("1", "1"), ("1", "2") })
        {
            await Client.Containers.CreateAsync(new CreateContainerParameters
            {
                Image = DockerDaemonFixture.Image,
                Labels = new Dictionary<string, string> { ["a"] = a, ["b"] = b },
            }, None);
        }

        var both = await Client.Containers.ListAsync(
            new ListContainersParameters { All = true, Filters = new Dictionary<string, IReadOnlyList<string>> { ["label"] = ["a=1", "b=2"] } }, None);

        Assert.Equal("2", Assert.Single(both).Labels["b"]);
    }

    [SkippableFact]
    public async Task Logs_tell_the_two_outputs_apart_and_keep_to_a_tail()
    {
        var id = await CreateAsync("sh", "-c", "echo one; echo two >&2; echo three");
        await Client.Containers.StartAsync(id, None);
        await Client.Containers.WaitAsync(id, WaitCondition.NotRunning, None);

        Assert.Equal("one\nthree\n", await TextAsync(Client.Containers.LogsAsync(id, new ContainerLogsParameters(), false, None), OutputKind.Stdout));
        Assert.Equal("two\n", await TextAsync(Client.Containers.LogsAsync(id, new ContainerLogsParameters(), false, None), OutputKind.Stderr));
        // Docker counts lines of both outputs, whose order between each other is not kept.
        var last = await TextAsync(Client.Containers.LogsAsync(id, new ContainerLogsParameters { Tail = 1 }, false, None));
        Assert.Equal(1, last.Count(c => c == '\n'));
    }

    [SkippableFact]
    public async Task Attach_reaches_standard_input()
    {
        var created = await Client.Containers.CreateAsync(new CreateContainerParameters
        {
            Image = DockerDaemonFixture.Image,
            Cmd = ["sh", "-c", "read line; echo got $line"],
            OpenStdin = true,
            NetworkDisabled = true,
        }, None);
        using var attached = await Client.Containers.AttachAsync(
            created.Id, new AttachContainerParameters { Stdin = true }, terminal: false, None);
        await Client.Containers.StartAsync(created.Id, None);
        await attached.WriteAsync("hello\n"u8.ToArray(), None);

        Assert.Equal("got hello\n", await TextAsync(attached.ReadAsync(None)));
    }

    [SkippableFact]
    public async Task Files_go_in_before_the_first_start_and_come_out()
    {
        var id = await CreateAsync("cat", "/etc/motd");
        await Client.Containers.PutArchiveAsync(
            id, "/etc", new MemoryStream(TestKit.ContainerImageArchive.Tar(("motd", "injected"u8.ToArray()))), None);
        await Client.Containers.StartAsync(id, None);
        await Client.Containers.WaitAsync(id, WaitCondition.NotRunning, None);

        Assert.Equal("injected", await TextAsync(Client.Containers.LogsAsync(id, new ContainerLogsParameters(), false, None)));
        using var tar = new System.Formats.Tar.TarReader(await Client.Containers.GetArchiveAsync(id, "/etc/motd", None));
        var entry = await tar.GetNextEntryAsync(copyData: true);
        Assert.Equal("motd", entry!.Name);
    }

    [SkippableFact]
    public async Task A_committed_container_is_an_image()
    {
        var id = await CreateAsync("true");
        var image = await Client.Containers.CommitAsync(id, new CommitContainerParameters { Repo = "snap", Tag = "1" }, None);

        Assert.Equal(image, (await Client.Images.InspectAsync("snap:1", None)).Id);
        await Client.Images.RemoveAsync("snap:1", force: true, None);
        using var export = new System.Formats.Tar.TarReader(await Client.Containers.ExportAsync(id, None));
        Assert.NotNull(await export.GetNextEntryAsync());
    }
}
