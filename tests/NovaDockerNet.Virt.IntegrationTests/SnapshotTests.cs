using System.Globalization;
using System.Security.Cryptography;
using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.DockerEngine.Images;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Images.Layers;

namespace NovaDockerNet.Virt.IntegrationTests;

/// <summary>Snapshots and what they are for, on a real dockerd.</summary>
[Collection("driver")]
public sealed class SnapshotTests(DriverFixture fixture) : IAsyncLifetime
{
    private static readonly RequestContext Context = new([]);
    private static readonly CancellationToken None = CancellationToken.None;

    // Everything that a layer can express, and what it cannot.
    private static readonly string Changes = string.Join("; ",
        "b() { /bin/busybox \"$@\"; }",
        "b rm /etc/gone", "b chown 1000:3000000 /etc/owned", "b chmod 6751 /etc/owned", "echo more >> /etc/kept",
        "b rm -r /opt/replaced", "b mkdir /opt/replaced", "echo new > /opt/replaced/new",
        "b rm -r /opt/removed",
        "b mv /opt/renamed /opt/other",
        "b ln /etc/linked /etc/linked-too", "b ln -s ../etc/linked /etc/pointed",
        "b mkfifo /root/pipe", "b mknod /root/null c 1 3", "b mknod /root/disk b 7 200",
        "echo x > /root/program", "b chmod 755 /root/program",
        "b mkdir -p /root/" + new string('d', 120) + "/" + new string('e', 200), "echo long > /root/" + new string('d', 120) + "/" + new string('e', 200) + "/" + new string('f', 250),
        "b ln -s " + new string('t', 300) + " /root/far",
        "echo latin > \"$(b printf '/root/caf\\351')\"", "echo ü > /root/grün",
        "b touch -d '1931-05-06 07:08' /root/old", "b touch -d '2300-01-01 00:00' /root/new",
        "b dd if=/dev/zero of=/root/holes bs=1 count=1 seek=3000000", "b dd if=/dev/urandom of=/root/large bs=1000 count=3333",
        "> /root/empty", "b mkdir /root/.wh", "b chmod 1777 /root/.wh");

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

    [SkippableTheory]
    [InlineData("instances/{0}")] // the record that the guest is frozen
    [InlineData("images/downloads")] // what it has changed
    public async Task A_full_state_path_is_named_and_the_guest_goes_on(string where)
    {
        var config = new JObject { ["Cmd"] = new JArray("/bin/sh", "-c", "/bin/busybox dd if=/dev/urandom of=/large bs=1000 count=500; echo done; exec sleep 1000") };
        await fixture.Driver.SpawnAsync(fixture.Request(_uuid, fixture.Glance.Add(ContainerImageArchive.Docker(null, config))), None);
        await fixture.WaitForOutputAsync(_uuid, "done");
        await using (await FullDisk.OverAsync(Path.Combine(fixture.StatePath, string.Format(CultureInfo.InvariantCulture, where, _uuid))))
        {
            var e = await Assert.ThrowsAsync<CouldNotUploadImage>(() => SnapshotAsync(_uuid));
            Assert.Contains($"no space left in {fixture.StatePath}", e.Message, StringComparison.Ordinal);
        }
        Assert.Equal(PowerState.Running, (await fixture.Driver.GetGuestAsync(_uuid, None))!.PowerState);
        Assert.Null(fixture.Folders.For(_uuid).ReadRecord()!.Frozen);
        Assert.Empty(await LeftImagesAsync());
    }

    [SkippableFact]
    public async Task What_the_server_has_changed_is_the_layer_that_docker_commit_makes()
    {
        var files = ContainerImageArchive.RootFileSystem(
            ("etc/gone", "1"), ("etc/kept", "2"), ("etc/owned", "3"), ("opt/replaced/old", "4"), ("opt/removed/old", "5"), ("opt/renamed/old", "6"), ("etc/linked", "7"));
        var config = new JObject { ["Cmd"] = new JArray("/bin/sh", "-c", $"{Changes}; echo done; exec sleep 1000") };
        await fixture.Driver.SpawnAsync(fixture.Request(_uuid, fixture.Glance.Add(ContainerImageArchive.Docker(null, config, files))), None);
        await fixture.WaitForOutputAsync(_uuid, "done");
        var container = await fixture.InspectAsync(_uuid);
        var upper = container.GraphDriver!.Data!["UpperDir"];
        GuestFiles.GiveCapability(Path.Combine(upper, "root", "program"));
        GuestFiles.MakeSocket(Path.Combine(upper, "root", "socket"));
        using var folder = new TempDirectory();

        var ours = folder.File("ours.tar");
        await fixture.Driver.PauseAsync(_uuid, None);
        using (var layer = SnapshotLayer.Read(upper, folder.File("layers"), None))
        {
            await using (var file = File.Create(ours))
                await layer.Content().CopyToAsync(file);
            Assert.Equal(layer.Size, new FileInfo(ours).Length);
            Assert.Equal(layer.Digest, Convert.ToHexStringLower(await SHA256.HashDataAsync(File.OpenRead(ours))));
        }
        Assert.Empty(Directory.EnumerateFiles(folder.File("layers")));

        var dockers = folder.File("dockers.tar");
        await CommitAsync(container.Id, dockers);
        var list = await ListAsync(ours);
        Assert.Equal(await ListAsync(dockers), list);
        // That it is all there to be compared.
        Assert.All(
            (string[])["etc/.wh.gone", "opt/.wh.removed", "opt/replaced/.wh..wh..opq", "link to", "security.capability", @"caf\351", "1931-05-06", "2300-01-01", "7,200", "0/3000000"],
            part => Assert.Contains(part, list, StringComparison.Ordinal));
        Assert.Equal(await ContentsAsync(dockers), await ContentsAsync(ours));
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

    /// <summary>The last layer of what docker save makes of docker commit.</summary>
    private async Task CommitAsync(string containerId, string path)
    {
        const string reference = "committed/beside:1";
        await fixture.Docker.Containers.CommitAsync(containerId, new CommitContainerParameters { Repo = "committed/beside", Tag = "1" }, None);
        try
        {
            await using (var saved = await fixture.Docker.Images.SaveAsync(reference, None))
            await using (var file = File.Create(path + ".saved"))
                await saved.CopyToAsync(file);
            var manifest = JArray.Parse(await Command.RunAsync("tar", "xOf", path + ".saved", "manifest.json"));
            await Command.RunAsync("sh", "-c", $"tar xOf {path}.saved {manifest[0]["Layers"]!.Last} > {path}");
        }
        finally
        {
            await fixture.Docker.Images.RemoveAsync(reference, force: true, None);
        }
    }

    // -vv: extended attributes as well.
    private static async Task<string> ListAsync(string path) =>
        await Command.RunAsync("tar", "tvvf", path, "--xattrs", "--xattrs-include=*", "--numeric-owner", "--full-time", "--quoting-style=escape");

    private static async Task<string> ContentsAsync(string path) => await Command.RunAsync("sh", "-c", $"tar xOf {path} | sha256sum");

    private async Task<IEnumerable<string>> LeftImagesAsync() =>
        (await fixture.Docker.Images.ListAsync(new ListImagesParameters { All = true }, None)).SelectMany(i => i.RepoTags)
            .Where(tag => tag.StartsWith("nova-snapshot", StringComparison.Ordinal));
}
