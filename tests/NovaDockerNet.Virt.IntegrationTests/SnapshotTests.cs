using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine.Images;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Virt.IntegrationTests;

/// <summary>Snapshots and what they are for, on a real dockerd.</summary>
[Collection("driver")]
public sealed class SnapshotTests(DriverFixture fixture) : IAsyncLifetime
{
    private static readonly RequestContext Context = new([]);
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string _uuid = Guid.NewGuid().ToString();
    private readonly string _second = Guid.NewGuid().ToString();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        try
        {
            await fixture.Driver.DestroyAsync(_uuid, null, destroyDisks: true, None);
            await fixture.Driver.DestroyAsync(_second, null, destroyDisks: true, None);
        }
        catch (SkipException)
        {
            // The test itself has skipped, with the reason.
        }
    }

    [SkippableTheory]
    [InlineData(PowerState.Running)]
    [InlineData(PowerState.Paused)]
    [InlineData(PowerState.Shutdown)]
    public async Task A_snapshot_boots_with_the_files_and_nothing_else_of_the_server(PowerState power)
    {
        var config = new JObject { ["Cmd"] = new JArray("/bin/sh", "-c", "test -f /written && cat /written; echo mark > /written; echo ready; exec sleep 1000") };
        await fixture.Driver.SpawnAsync(fixture.Request(_uuid, fixture.Glance.Add(ContainerImageArchive.Docker(null, config))), None);
        await fixture.WaitForOutputAsync(_uuid, "ready");
        if (power == PowerState.Paused)
            await fixture.Driver.PauseAsync(_uuid, None);
        else if (power == PowerState.Shutdown)
            await fixture.Driver.PowerOffAsync(_uuid, TimeSpan.Zero, None);

        var (id, record) = await SnapshotAsync(_uuid);

        Assert.Equal(power, (await fixture.Driver.GetGuestAsync(_uuid, None))!.PowerState);
        Assert.Empty(await LeftImagesAsync());
        await fixture.Driver.SpawnAsync(fixture.Request(_second, record), None);
        Assert.Contains("mark", await fixture.WaitForOutputAsync(_second, "ready"), StringComparison.Ordinal);
        var image = await fixture.Docker.Images.InspectConfigAsync((await fixture.InspectAsync(_second)).Image, None);
        Assert.Equal(config["Cmd"], image["Cmd"]);
        Assert.DoesNotContain(_uuid, image.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("role=web", image.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(id, _uuid);
    }

    [SkippableFact]
    public async Task A_guest_is_replaced_in_its_network()
    {
        var first = ContainerImageArchive.Docker(null, new JObject { ["Cmd"] = new JArray("/bin/sh", "-c", "echo first; exec sleep 1000") });
        var second = ContainerImageArchive.Docker(null, new JObject { ["Cmd"] = new JArray("/bin/sh", "-c", "ip addr show eth0; echo second; exec sleep 1000") });
        await fixture.Driver.SpawnAsync(fixture.Request(_uuid, fixture.Glance.Add(first)), None);
        var before = (await fixture.Driver.GetGuestAsync(_uuid, None))!.InternalId;

        await fixture.Driver.PowerOffAsync(_uuid, TimeSpan.Zero, None);
        await fixture.Driver.RemoveGuestAsync(_uuid, None);
        Assert.Null(await fixture.Driver.GetGuestAsync(_uuid, None));
        Assert.Contains(_uuid, await fixture.Networks.ListNamespacesAsync(None));
        await fixture.Driver.SpawnAsync(fixture.Request(_uuid, fixture.Glance.Add(second)), None);

        Assert.Contains("inet 10.9.0.5/24", await fixture.WaitForOutputAsync(_uuid, "second"), StringComparison.Ordinal);
        Assert.NotEqual(before, (await fixture.Driver.GetGuestAsync(_uuid, None))!.InternalId);
        Assert.Single(fixture.Networks.Bindings);
    }

    [SkippableFact]
    public async Task An_upload_that_breaks_off_leaves_the_guest_running_and_no_image()
    {
        await fixture.Driver.SpawnAsync(
            fixture.Request(_uuid, fixture.Glance.Add(ContainerImageArchive.Docker(null, new JObject { ["Cmd"] = new JArray("sleep", "1000") }))), None);
        using var stop = new CancellationTokenSource();
        fixture.Glance.OnUpload = stop.Cancel;
        try
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fixture.Driver.SnapshotAsync(
                Context, DriverFixture.Instance(_uuid), Guid.NewGuid().ToString(), (_, _, _) => Task.CompletedTask, stop.Token));
        }
        finally
        {
            fixture.Glance.OnUpload = null;
        }
        Assert.Equal(PowerState.Running, (await fixture.Driver.GetGuestAsync(_uuid, None))!.PowerState);
        Assert.Empty(await LeftImagesAsync());
    }

    private async Task<(string Id, JObject Record)> SnapshotAsync(string uuid)
    {
        var id = Guid.NewGuid().ToString();
        var states = new List<string>();
        await fixture.Driver.SnapshotAsync(
            Context, DriverFixture.Instance(uuid), id,
            (taskState, _, _) =>
            {
                states.Add(taskState.Value);
                return Task.CompletedTask;
            }, None);
        Assert.Equal(["image_pending_upload", "image_uploading"], states);
        return (id, fixture.Glance[id].Record);
    }

    private async Task<IEnumerable<string>> LeftImagesAsync() =>
        (await fixture.Docker.Images.ListAsync(new ListImagesParameters { All = true }, None)).SelectMany(i => i.RepoTags)
            .Where(tag => tag.StartsWith("nova-snapshot", StringComparison.Ordinal));
}
