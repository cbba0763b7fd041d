using Moq;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Networking.Plans;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Images;
using NovaDockerNet.Virt.Spawn;

namespace NovaDockerNet.Virt.Tests.Docker;

public sealed class SpawnTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly DriverHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task The_network_is_complete_before_the_process_starts()
    {
        await _harness.Driver.SpawnAsync(_harness.Request(), None);

        var calls = _harness.Calls.ToList();
        Assert.Equal(["bind 1", "start 1", "announce", "disarm"], calls[^4..]);
        Assert.Equal(["arm", "create 1", "image", "plug"], calls[..^4].Order(StringComparer.Ordinal));
        Assert.True(calls.IndexOf("arm") < calls.IndexOf("plug"));
        Assert.True(calls.IndexOf("image") < calls.IndexOf("create 1"));
        var record = _harness.Folder.ReadRecord()!;
        Assert.Equal("1", record.ContainerId);
        Assert.Equal("fa:16:3e:aa:bb:cc", (string?)record.NetworkInfo![0]!["address"]);
        Assert.Contains("10.0.0.5\ti1", await File.ReadAllTextAsync(_harness.Folder.HostsPath), StringComparison.Ordinal);
        Assert.Equal("nameserver 10.0.0.2\n", await File.ReadAllTextAsync(_harness.Folder.ResolvConfPath));
    }

    [Fact]
    public async Task A_config_drive_is_mounted_read_only_and_read_by_root_alone()
    {
        var request = _harness.Request() with
        {
            ConfigDrive = (network, _) => Task.FromResult<IReadOnlyList<ConfigDriveFile>>(
                [new ConfigDriveFile("openstack/latest/meta_data.json", System.Text.Encoding.UTF8.GetBytes($"{{\"nics\":{network.Count}}}"))]),
        };
        await _harness.Driver.SpawnAsync(request, None);

        var file = Path.Combine(_harness.Folder.ConfigDrivePath, "openstack/latest/meta_data.json");
        Assert.Equal("{\"nics\":1}", await File.ReadAllTextAsync(file));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(file));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_harness.Folder.ConfigDrivePath));
        var binds = _harness.Docker.Containers["1"]["Request"]!["HostConfig"]!["Binds"]!.Values<string>();
        Assert.Contains($"{_harness.Folder.ConfigDrivePath}:/var/lib/cloud/seed/config_drive:ro", binds);
        Assert.Contains($"{_harness.Folder.ConfigDrivePath}:/media/configdrive:ro", binds);
    }

    [Fact]
    public async Task A_config_drive_that_cannot_be_made_leaves_nothing()
    {
        var request = _harness.Request() with
        {
            ConfigDrive = (_, _) => Task.FromResult<IReadOnlyList<ConfigDriveFile>>([new ConfigDriveFile("../outside", [])]),
        };
        await Assert.ThrowsAsync<ArgumentException>(() => _harness.Driver.SpawnAsync(request, None));
        Assert.False(_harness.Folder.Exists);
        Assert.Empty(_harness.Docker.Containers);
    }

    [Fact]
    public async Task Image_and_container_do_not_wait_for_the_network()
    {
        var network = new TaskCompletionSource<NetworkInfo>();
        var spawning = _harness.Driver.SpawnAsync(_harness.Request(network.Task), None);
        await TestKit.Eventually.TrueAsync(() => _harness.Calls.Contains("create 1"), "the container is created");
        Assert.DoesNotContain("plug", _harness.Calls);

        network.SetResult(TestObjects.Network());
        await spawning;
    }

    [Fact]
    public async Task The_process_waits_for_network_vif_plugged()
    {
        var plugged = new TaskCompletionSource();
        var spawning = _harness.Driver.SpawnAsync(
            _harness.Request(plugged: new DriverHarness.PlugWait(_harness.Docker, plugged.Task)), None);
        await TestKit.Eventually.TrueAsync(() => _harness.Calls.Contains("create 1") && _harness.Calls.Contains("plug"), "both branches are done");
        Assert.DoesNotContain("start 1", _harness.Calls);

        plugged.SetResult();
        await spawning;
        Assert.Contains("start 1", _harness.Calls);
    }

    [Fact]
    public async Task A_port_that_is_never_wired_takes_everything_back_in_order()
    {
        var wait = new DriverHarness.PlugWait(_harness.Docker, Task.FromException(new VirtualInterfaceCreateException()));

        await Assert.ThrowsAsync<VirtualInterfaceCreateException>(() => _harness.Driver.SpawnAsync(_harness.Request(plugged: wait), None));

        Assert.Equal(["disarm", "remove 1", "unbind 1", "unplug"], _harness.Calls.ToList()[^4..]);
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_network_that_fails_cancels_the_image_and_is_the_fault()
    {
        _harness.Images.Setup(i => i.PrepareAsync(It.IsAny<RequestContext>(), It.IsAny<JObject>(), It.IsAny<CancellationToken>()))
            .Returns(async (RequestContext _, JObject _, CancellationToken token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                throw new InvalidOperationException("not reached");
            });

        await Assert.ThrowsAsync<PortLimitExceeded>(
            () => _harness.Driver.SpawnAsync(_harness.Request(Task.FromException<NetworkInfo>(new PortLimitExceeded())), None));
        AssertNothingLeft();
    }

    [Fact]
    public async Task An_image_that_fails_does_not_wait_for_the_network()
    {
        _harness.Images.Setup(i => i.PrepareAsync(It.IsAny<RequestContext>(), It.IsAny<JObject>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new ImageUnacceptable(TestObjects.ImageId, "it is corrupt"));

        await Assert.ThrowsAsync<ImageUnacceptable>(
            () => _harness.Driver.SpawnAsync(_harness.Request(new TaskCompletionSource<NetworkInfo>().Task), None));
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_plug_that_fails_half_way_is_removed()
    {
        _harness.Networks.Setup(n => n.EnsureAsync(It.IsAny<string>(), It.IsAny<InstanceNetworkPlan>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new VirtualInterfacePlugException("no bridge"));

        await Assert.ThrowsAsync<VirtualInterfacePlugException>(() => _harness.Driver.SpawnAsync(_harness.Request(), None));

        Assert.Contains("unplug", _harness.Calls);
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_process_that_exits_at_once_fails_the_build_with_its_last_words()
    {
        _harness.Docker.ExitsAtOnce = 3;
        _harness.Docker.Output = "\u001b[31mcannot open /data\u001b[0m\r\nbye\r\n";

        var e = await Assert.ThrowsAsync<ImageUnacceptable>(() => _harness.Driver.SpawnAsync(_harness.Request(), None));

        Assert.Contains("exited at once with exit code 3; last output: cannot open /data / bye", e.Message, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_process_that_ends_within_the_grace_time_is_told_after_the_spawn()
    {
        await _harness.Driver.SpawnAsync(_harness.Request() with { ConfirmLater = true }, None);
        _harness.Docker.ExitsAtOnce = 3;
        _harness.Docker.Containers["1"]["State"] = "exited";
        _harness.Docker.Output = "cannot open /data\r\n";

        var ended = Assert.IsType<ImageUnacceptable>(await _harness.Driver.ConfirmStartAsync(TestObjects.Uuid, None));

        Assert.Contains("exited at once with exit code 3; last output: cannot open /data", ended.Message, StringComparison.Ordinal);
        Assert.NotEmpty(_harness.Docker.Containers);
    }

    [Theory]
    [InlineData(137, false, false, false)]
    [InlineData(137, true, false, true)]
    [InlineData(143, false, false, false)]
    [InlineData(0, false, true, false)]
    [InlineData(0, false, false, true)]
    public async Task A_process_ended_from_outside_within_the_grace_time_is_not_the_images_fault(
        int exitCode, bool oomKilled, bool signalled, bool told)
    {
        await _harness.Driver.SpawnAsync(_harness.Request() with { ConfirmLater = true }, None);
        _harness.Docker.ExitsAtOnce = exitCode;
        _harness.Docker.OomKilled = oomKilled;
        _harness.Docker.Signalled = signalled;
        _harness.Docker.Containers["1"]["State"] = "exited";

        Assert.Equal(told, await _harness.Driver.ConfirmStartAsync(TestObjects.Uuid, None) is ImageUnacceptable);
    }

    [Fact]
    public async Task A_guest_that_is_gone_is_not_judged() => Assert.Null(await _harness.Driver.ConfirmStartAsync(TestObjects.Uuid, None));

    [Fact]
    public async Task The_guest_is_not_started_before_the_network_is_recorded()
    {
        var recorded = new TaskCompletionSource();
        var spawning = _harness.Driver.SpawnAsync(_harness.Request() with { NetworkRecorded = recorded.Task }, None);
        await Eventually.TrueAsync(() => _harness.Calls.Contains("plug") && _harness.Docker.Containers.ContainsKey("1"), "plugged and created");

        Assert.DoesNotContain("start 1", _harness.Calls);
        recorded.SetResult();
        await spawning;
        Assert.Contains("start 1", _harness.Calls);
    }

    [Fact]
    public async Task A_network_that_cannot_be_recorded_ends_the_wait_for_it_and_leaves_nothing()
    {
        var wait = new DriverHarness.PlugWait(_harness.Docker, new TaskCompletionSource().Task);
        var request = _harness.Request(plugged: wait) with { NetworkRecorded = Task.FromException(new InstanceNotFound(TestObjects.Uuid)) };

        await Assert.ThrowsAsync<InstanceNotFound>(() => _harness.Driver.SpawnAsync(request, None));

        Assert.DoesNotContain("start 1", _harness.Calls);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData(400, typeof(ImageUnacceptable))]
    [InlineData(500, typeof(InstanceDeployFailure))]
    public async Task A_start_that_fails_says_whose_fault_it_is(int status, Type exception)
    {
        _harness.Docker.Intercept = call => call == "POST /containers/1/start" ? (status, """{"message":"OCI runtime create failed"}""") : null;

        var e = await Assert.ThrowsAsync(exception, () => _harness.Driver.SpawnAsync(_harness.Request(), None));

        Assert.Contains("OCI runtime create failed", e.Message, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_container_that_cannot_be_removed_keeps_its_network_and_record_for_later()
    {
        _harness.Docker.ExitsAtOnce = 1;
        _harness.Docker.Intercept = call => call == "DELETE /containers/1" ? (500, """{"message":"device busy"}""") : null;

        await Assert.ThrowsAsync<ImageUnacceptable>(() => _harness.Driver.SpawnAsync(_harness.Request(), None));

        Assert.DoesNotContain("unplug", _harness.Calls);
        Assert.NotNull(_harness.Folder.ReadRecord());
    }

    [Fact]
    public async Task A_cancelled_build_leaves_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        var wait = new DriverHarness.PlugWait(_harness.Docker, new TaskCompletionSource().Task);
        var spawning = _harness.Driver.SpawnAsync(_harness.Request(plugged: wait), cancelled.Token);
        await TestKit.Eventually.TrueAsync(() => _harness.Calls.Contains("create 1") && _harness.Calls.Contains("plug"), "both branches are done");

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => spawning);
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_flavor_too_small_is_refused_before_anything_happens()
    {
        var request = _harness.Request();
        request.ImageMeta["min_ram"] = 1024;
        await Assert.ThrowsAsync<FlavorMemoryTooSmall>(() => _harness.Driver.SpawnAsync(request, None));
        request.ImageMeta["min_ram"] = 0;
        request.ImageMeta["min_disk"] = 50;
        await Assert.ThrowsAsync<FlavorDiskSmallerThanMinDisk>(() => _harness.Driver.SpawnAsync(request, None));
        request.ImageMeta["min_disk"] = 0;
        request.ImageMeta["size"] = 5L << 30;
        await Assert.ThrowsAsync<FlavorDiskSmallerThanImage>(() => _harness.Driver.SpawnAsync(request, None));
        Assert.Empty(_harness.Calls);
        Assert.False(_harness.Folder.Exists);
    }

    [Fact]
    public async Task An_image_that_unpacks_to_more_than_the_flavor_is_refused()
    {
        _harness.Images.Setup(i => i.PrepareAsync(It.IsAny<RequestContext>(), It.IsAny<JObject>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new GuestImage(TestObjects.ImageId, "nova/img:1", "sha256:1", 5L << 30));

        await Assert.ThrowsAsync<FlavorDiskSmallerThanImage>(() => _harness.Driver.SpawnAsync(_harness.Request(), None));
        AssertNothingLeft();
    }

    [Fact]
    public async Task An_instance_that_is_there_already_is_not_touched()
    {
        await _harness.Driver.SpawnAsync(_harness.Request(), None);

        await Assert.ThrowsAsync<InstanceExists>(() => _harness.Driver.SpawnAsync(_harness.Request(), None));
        Assert.Single(_harness.Docker.Containers);
        Assert.NotNull(_harness.Folder.ReadRecord());
    }

    private void AssertNothingLeft()
    {
        Assert.Empty(_harness.Docker.Containers);
        Assert.False(_harness.Folder.Exists);
        Assert.Contains("unplug", _harness.Calls);
    }
}
