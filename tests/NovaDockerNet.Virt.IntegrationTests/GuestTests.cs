using System.Globalization;
using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Guests;
using NovaDockerNet.Virt.Images;
using NovaDockerNet.Virt.Spawn;
using Xunit.Abstractions;

namespace NovaDockerNet.Virt.IntegrationTests;

[Collection("driver")]
public sealed class GuestTests(DriverFixture fixture, ITestOutputHelper output) : IAsyncLifetime
{
    private const string ShowNetwork = "/bin/sh -c 'ip addr show eth0; cat /etc/hosts /etc/resolv.conf; hostname; echo role=$role; echo ready; exec sleep 1000'";

    private static readonly RequestContext Context = new([]);
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string _uuid = Guid.NewGuid().ToString();
    private int _logStart;

    private DriverFixture Fixture => fixture;

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

    /// <summary>Whatever the test did: after a destroy nothing of the guest may be left.</summary>
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
        await fixture.Driver.DestroyAsync(_uuid, null, destroyDisks: true, None);
        Assert.Empty(await fixture.Driver.ListGuestsAsync(None));
        Assert.Empty(await fixture.Networks.ListNamespacesAsync(None));
        Assert.Empty(fixture.Networks.Bindings);
        Assert.Empty(fixture.Folders.List());
    }

    [SkippableFact]
    public async Task The_first_instruction_finds_its_network_name_and_environment()
    {
        await SpawnAsync(commandLine: ShowNetwork);

        var text = await fixture.WaitForOutputAsync(_uuid, "ready");
        Assert.Contains("inet 10.9.0.5/24", text, StringComparison.Ordinal);
        Assert.Contains("fa:16:3e:00:00:05", text, StringComparison.Ordinal);
        Assert.Contains("mtu 1400", text, StringComparison.Ordinal);
        Assert.Contains("10.9.0.5\tvm-1", text, StringComparison.Ordinal);
        Assert.Contains("nameserver 10.9.0.2", text, StringComparison.Ordinal);
        Assert.Contains("role=web", text, StringComparison.Ordinal);
        Assert.Contains("\nvm-1\r\n", text, StringComparison.Ordinal);
        var container = await fixture.InspectAsync(_uuid);
        Assert.Equal((64L << 20, 64L << 20, 100_000L, 100_000L), (container.HostConfig.Memory, container.HostConfig.MemorySwap,
            container.HostConfig.CpuQuota, container.HostConfig.CpuPeriod));
    }

    [SkippableFact]
    public async Task Stop_start_reboot_and_an_outsiders_restart_keep_the_network()
    {
        await SpawnAsync(commandLine: "/bin/sh -c 'ip addr show eth0; echo boot; exec sleep 1000'");
        await AssertBootsAsync(1);

        await fixture.Driver.PowerOffAsync(_uuid, TimeSpan.FromSeconds(1), None);
        Assert.Equal(PowerState.Shutdown, (await fixture.Driver.GetGuestAsync(_uuid, None))!.PowerState);
        await fixture.Driver.PowerOnAsync(Context, DriverFixture.Instance(_uuid), DriverFixture.Network(_uuid), None);
        await AssertBootsAsync(2);
        await fixture.Driver.RebootAsync(
            Context, DriverFixture.Instance(_uuid), DriverFixture.Network(_uuid), RebootType.Soft, TimeSpan.FromSeconds(1), None);
        await AssertBootsAsync(3);
        await fixture.Driver.RebootAsync(
            Context, DriverFixture.Instance(_uuid), DriverFixture.Network(_uuid), RebootType.Hard, TimeSpan.FromSeconds(1), None);
        await AssertBootsAsync(4);
        await fixture.Docker.Containers.RestartAsync($"nova-{_uuid}", TimeSpan.Zero, None);
        await AssertBootsAsync(5);
    }

    [SkippableFact]
    public async Task A_guest_that_an_outsider_stops_within_the_grace_time_is_not_called_a_bad_image()
    {
        var image = fixture.Glance.Add(Archive(), commandLine: "/bin/sh -c 'trap \"exit 0\" TERM; echo ready; sleep 1000 & wait'");
        await fixture.Driver.SpawnAsync(fixture.Request(_uuid, image) with { ConfirmLater = true }, None);
        await fixture.WaitForOutputAsync(_uuid, "ready");

        var confirming = fixture.Driver.ConfirmStartAsync(_uuid, None);
        await fixture.Docker.Containers.StopAsync($"nova-{_uuid}", TimeSpan.FromSeconds(10), None);

        Assert.Null(await confirming);
        Assert.Equal(0, (await fixture.InspectAsync(_uuid)).State.ExitCode);
    }

    [SkippableFact]
    public async Task After_a_reboot_of_the_host_a_start_restores_everything()
    {
        await SpawnAsync(commandLine: "/bin/sh -c 'ip addr show eth0; echo boot; exec sleep 1000'");
        await fixture.Driver.PowerOffAsync(_uuid, TimeSpan.Zero, None);
        fixture.Networks.ForgetEverything();
        await Assert.ThrowsAnyAsync<Exception>(() => fixture.Docker.Containers.StartAsync($"nova-{_uuid}", None));

        await fixture.Driver.PowerOnAsync(Context, DriverFixture.Instance(_uuid), DriverFixture.Network(_uuid), None);
        await AssertBootsAsync(2);
    }

    [SkippableFact]
    public async Task Pause_and_unpause_show_and_a_paused_guest_can_be_stopped()
    {
        await SpawnAsync();
        await fixture.Driver.PauseAsync(_uuid, None);
        Assert.Equal(PowerState.Paused, (await fixture.Driver.GetGuestAsync(_uuid, None))!.PowerState);
        await fixture.Driver.PauseAsync(_uuid, None);
        await fixture.Driver.UnpauseAsync(_uuid, None);
        await fixture.Driver.UnpauseAsync(_uuid, None);
        Assert.Equal(PowerState.Running, (await fixture.Driver.GetGuestAsync(_uuid, None))!.PowerState);
        await fixture.Driver.PauseAsync(_uuid, None);
        await fixture.Driver.PowerOffAsync(_uuid, TimeSpan.FromSeconds(1), None);

        var guest = (await fixture.Driver.GetGuestAsync(_uuid, None))!;
        Assert.Equal(PowerState.Shutdown, guest.PowerState);
        Assert.NotNull(guest.ExitCode);
        await Assert.ThrowsAsync<InstanceNotRunning>(() => fixture.Driver.PauseAsync(_uuid, None));
    }

    [SkippableFact]
    public async Task A_process_that_exits_at_once_fails_the_build_with_its_output()
    {
        var e = await Assert.ThrowsAsync<ImageUnacceptable>(() => SpawnAsync(commandLine: "/bin/sh -c 'echo no database; exit 4'"));

        Assert.Contains("exited at once with exit code 4; last output: no database", e.Message, StringComparison.Ordinal);
        Assert.False(fixture.Folders.For(_uuid).Exists);
        Assert.Empty(await fixture.Docker.Containers.ListAsync(new ListContainersParameters { All = true }, None));
        Assert.Empty(await fixture.Networks.ListNamespacesAsync(None));
    }

    [SkippableFact]
    public async Task A_program_that_is_not_there_is_the_images_fault()
    {
        var e = await Assert.ThrowsAsync<ImageUnacceptable>(() => SpawnAsync(commandLine: "/no/such/program"));
        Assert.Contains("/no/such/program", e.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Oci_archives_and_root_file_systems_boot_as_well()
    {
        var oci = fixture.Glance.Add(ContainerImageArchive.Oci("outsider/app:latest", new JObject { ["Cmd"] = new JArray("sleep", "1000") }));
        await fixture.Driver.SpawnAsync(fixture.Request(_uuid, oci), None);
        Assert.Equal(["sleep", "1000"], (await fixture.InspectAsync(_uuid)).Config.Cmd);
        await fixture.Driver.DestroyAsync(_uuid, null, destroyDisks: true, None);

        var bare = fixture.Glance.Add(ContainerImageArchive.RootFileSystem(("etc/motd", "from a tar")), "bare", "/bin/sh -c 'cat /etc/motd; echo; exec sleep 1000'");
        await fixture.Driver.SpawnAsync(fixture.Request(_uuid, bare), None);
        await fixture.WaitForOutputAsync(_uuid, "from a tar");
    }

    [SkippableFact]
    public async Task Loading_an_image_never_moves_an_outsiders_tag()
    {
        var outsiders = Assert.Single(await fixture.Docker.Images.LoadAsync(
            new MemoryStream(ContainerImageArchive.Docker("outsider/app:latest", new JObject { ["Cmd"] = new JArray("true") })), None));
        var before = (await fixture.Docker.Images.InspectAsync(outsiders, None)).Id;

        await SpawnAsync();

        Assert.Equal(before, (await fixture.Docker.Images.InspectAsync("outsider/app:latest", None)).Id);
        await fixture.Docker.Images.RemoveAsync("outsider/app:latest", force: false, None);
    }

    [SkippableFact]
    public async Task A_damaged_layer_is_refused_although_docker_has_a_layer_of_that_digest()
    {
        var archive = ContainerImageArchive.Docker("x/y:1", new JObject { ["Cmd"] = new JArray("sleep", "1000") });
        // Inside busybox: the archive stays a tar, the layer's digest no longer fits.
        await SpawnAsync();
        await fixture.Driver.DestroyAsync(_uuid, null, destroyDisks: true, None);
        archive[archive.Length / 2] ^= 0xff;

        var e = await Assert.ThrowsAsync<ImageUnacceptable>(() => fixture.Driver.SpawnAsync(fixture.Request(_uuid, fixture.Glance.Add(archive)), None));
        Assert.Contains("it is corrupt: its layer 1", e.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Injected_files_are_there_at_the_first_instruction()
    {
        var image = fixture.Glance.Add(Archive(), commandLine: "/bin/sh -c 'cat /etc/personality; echo; exec sleep 1000'");
        await fixture.Driver.SpawnAsync(
            fixture.Request(_uuid, image, files: [new InjectedFile("/etc/personality", "injected"u8.ToArray())]), None);

        await fixture.WaitForOutputAsync(_uuid, "injected");
    }

    [SkippableFact]
    public async Task Events_tell_of_a_guest_killed_behind_our_back_and_outlive_the_daemon()
    {
        await SpawnAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        using var connected = new SemaphoreSlim(0);
        await using var events = fixture.Driver.WatchAsync(() => connected.Release(), limit.Token).GetAsyncEnumerator(limit.Token);
        var first = events.MoveNextAsync();
        await connected.WaitAsync(limit.Token);

        await fixture.Docker.Containers.KillAsync($"nova-{_uuid}", null, None);
        Assert.True(await first);
        Assert.Equal((GuestEventKind.Stopped, _uuid, 137), (events.Current.Kind, events.Current.InstanceUuid, events.Current.ExitCode));

        var next = events.MoveNextAsync();
        await fixture.Daemon.RestartAsync();
        await connected.WaitAsync(limit.Token);
        await fixture.Docker.Containers.StartAsync($"nova-{_uuid}", None);
        Assert.True(await next);
        Assert.Equal((GuestEventKind.Started, _uuid), (events.Current.Kind, events.Current.InstanceUuid));
    }

    [SkippableFact]
    public async Task Twenty_at_once_share_one_image()
    {
        var image = fixture.Glance.Add(Archive());
        var uuids = Enumerable.Range(0, 20).Select(_ => Guid.NewGuid().ToString()).ToList();
        try
        {
            await Task.WhenAll(uuids.Select(uuid => fixture.Driver.SpawnAsync(fixture.Request(uuid, image), None)));
            Assert.Equal(20, (await fixture.Driver.ListGuestsAsync(None)).Count(g => g.PowerState == PowerState.Running));
            Assert.Equal(20, (await fixture.Driver.GetInventoryAsync(None)).VcpusUsed);
        }
        finally
        {
            await Task.WhenAll(uuids.Select(uuid => fixture.Driver.DestroyAsync(uuid, null, destroyDisks: true, None)));
        }
    }

    [SkippableFact]
    public async Task An_unused_image_is_evicted_and_a_used_one_is_not()
    {
        await SpawnAsync();
        var imageId = (await fixture.Driver.GetGuestAsync(_uuid, None))!.ImageId;

        Assert.Equal(ImageCacheResult.Existing, await fixture.Driver.CacheImageAsync(Context, imageId, None));
        await fixture.Driver.ManageImageCacheAsync(new HashSet<string>(), None);
        Assert.Equal(ImageCacheResult.Existing, await fixture.Driver.CacheImageAsync(Context, imageId, None));
    }

    private static byte[] Archive() => ContainerImageArchive.Docker("outsider/app:latest", new JObject { ["Cmd"] = new JArray("sleep", "1000") });

    private Task SpawnAsync(string? commandLine = null)
        => fixture.Driver.SpawnAsync(fixture.Request(_uuid, fixture.Glance.Add(Archive(), commandLine: commandLine)), None);

    private async Task AssertBootsAsync(int count)
    {
        var text = "";
        await Eventually.TrueAsync(
            async () => (text = await Fixture.Driver.GetConsoleOutputAsync(_uuid, null, None)).Split("boot\r\n").Length - 1 == count,
            $"boot number {count.ToString(CultureInfo.InvariantCulture)}");
        Assert.Equal(count, text.Split("inet 10.9.0.5/24").Length - 1);
        Assert.Equal(count, text.Split("fa:16:3e:00:00:05").Length - 1);
    }
}
