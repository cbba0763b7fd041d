using Newtonsoft.Json.Linq;
using NovaDockerNet.FaultPoints;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Virt.Guests;
using NovaDockerNet.Virt.Plans;
using NovaDockerNet.Virt.Spawn;

namespace NovaDockerNet.Virt.Tests.Docker;

public sealed class RescueTests : IAsyncLifetime, IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly RequestContext Context = new([]);

    private readonly DriverHarness _harness = new();

    public async Task InitializeAsync()
    {
        await _harness.Driver.SpawnAsync(_harness.Request(), None);
        await _harness.Driver.PowerOffAsync(TestObjects.Uuid, TimeSpan.Zero, None);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task A_second_container_acts_for_the_server_until_it_is_unrescued()
    {
        await _harness.Driver.RescueAsync(Request(), None);

        Assert.Equal(["image", "create 2", "plug", "bind 2", "start 2", "announce"], _harness.Calls.ToList()[^6..]);
        var created = (JObject)_harness.Docker.Containers["2"]["Request"]!;
        Assert.Equal("rescue", (string?)created["Labels"]![GuestLabels.Role]);
        Assert.Equal("/mnt", (string?)created["HostConfig"]!["Mounts"]![0]!["Target"]);
        Assert.False((bool)created["HostConfig"]!["Privileged"]!);
        Assert.Contains(_harness.Folder.RescueConfigDrivePath + ":/media/configdrive:ro", created["HostConfig"]!["Binds"]!.Values<string>());
        Assert.Equal("drive", await File.ReadAllTextAsync(Path.Combine(_harness.Folder.RescueConfigDrivePath, "openstack/x")));
        var guest = await _harness.Driver.GetGuestAsync(TestObjects.Uuid, None);
        Assert.Equal(("2", PowerState.Running), (guest!.InternalId, guest.PowerState));
        var listed = Assert.Single(await _harness.Driver.ListGuestsAsync(None));
        Assert.Equal(("2", true), (listed.InternalId, listed.IsRescue));

        await _harness.Driver.RebootAsync(Context, Rescued(), TestObjects.Network(), RebootType.Hard, TimeSpan.Zero, None);
        Assert.Equal("2", (await _harness.Driver.GetGuestAsync(TestObjects.Uuid, None))!.InternalId);

        await _harness.Driver.UnrescueAsync(Context, Rescued(), TestObjects.Network(), powerOn: true, None);

        Assert.Equal(["remove 2", "unbind 2", "plug", "bind 1", "start 1", "announce"], _harness.Calls.ToList()[^6..]);
        Assert.Equal("1", (await _harness.Driver.GetGuestAsync(TestObjects.Uuid, None))!.InternalId);
        Assert.False(Directory.Exists(_harness.Folder.RescueConfigDrivePath));
        await _harness.Driver.UnrescueAsync(Context, Rescued(), TestObjects.Network(), powerOn: true, None);
    }

    [Fact]
    public async Task A_rescue_image_that_ends_at_once_leaves_the_server_as_it_was()
    {
        _harness.Docker.ExitsAtOnce = 3;
        var e = await Assert.ThrowsAsync<ImageUnacceptable>(() => _harness.Driver.RescueAsync(Request(), None));

        Assert.Contains("exit code 3", e.Message, StringComparison.Ordinal);
        Assert.Equal(["1"], _harness.Docker.Containers.Keys);
        Assert.False(Directory.Exists(_harness.Folder.RescueConfigDrivePath));
        Assert.DoesNotContain("unplug", _harness.Calls);
    }

    [Fact]
    public async Task An_interrupted_rescue_is_replaced()
    {
        await _harness.Driver.RescueAsync(Request(), None);
        await _harness.Driver.RescueAsync(Request(), None);
        Assert.Equal(["1", "3"], _harness.Docker.Containers.Keys.Order());
    }

    [Fact]
    public async Task A_server_that_is_not_rescued_is_never_started_in_its_rescue_container()
    {
        await _harness.Driver.RescueAsync(Request(), None);
        var instance = TestObjects.Instance();
        instance.VmState = VmState.Error;
        await _harness.Driver.PowerOnAsync(Context, instance, TestObjects.Network(), None);
        Assert.Equal(["1"], _harness.Docker.Containers.Keys);
        Assert.Equal("start 1", _harness.Calls.ToList()[^2]);
    }

    [Fact]
    public async Task Deleting_removes_both()
    {
        await _harness.Driver.RescueAsync(Request(), None);
        await _harness.Driver.DestroyAsync(TestObjects.Uuid, TestObjects.Network(), destroyDisks: true, None);
        Assert.Empty(_harness.Docker.Containers);
        var calls = _harness.Calls.ToList();
        // Its disk is mounted in the other.
        Assert.True(calls.IndexOf("remove 2") < calls.IndexOf("remove 1"));
        Assert.False(_harness.Folder.Exists);
    }

    [Fact]
    public async Task Another_storage_driver_is_refused_before_anything_is_done()
    {
        _harness.Docker.GraphDriver = new JObject { ["Name"] = "zfs", ["Data"] = new JObject() };
        var e = await Assert.ThrowsAsync<InstanceNotRescuable>(() => _harness.Driver.CheckRescueAsync(TestObjects.Uuid, None));
        Assert.Contains("zfs", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_fault_points_are_passed_in_order()
    {
        Assert.Equal(
            ["rescue_guest:01", "power_on:01", "power_on:02", "run:01", "run:02", "power_on:03", "rescue_guest:02"],
            await PassedAsync(() => _harness.Driver.RescueAsync(Request(), None)));
        Assert.Equal(
            ["unrescue_guest:01", "power_on:01", "power_on:02", "run:01", "run:02", "power_on:03"],
            await PassedAsync(() => _harness.Driver.UnrescueAsync(Context, Rescued(), TestObjects.Network(), powerOn: true, None)));
    }

    private static async Task<IReadOnlyList<string>> PassedAsync(Func<Task> operation)
    {
        var passed = new List<string>();
        using (FaultSwitch.Observe((point, _) =>
        {
            lock (passed)
                passed.Add(point.Id);
        }))
            await operation();
        return passed;
    }

    private static Instance Rescued()
    {
        var instance = TestObjects.Instance();
        instance.VmState = VmState.Rescued;
        return instance;
    }

    // Without a password: what is inside the guest is for the tests with a real Docker.
    private static RescueRequest Request() => new()
    {
        Context = Context,
        Instance = TestObjects.Instance(),
        ImageMeta = new JObject { ["id"] = TestObjects.ImageId },
        NetworkInfo = TestObjects.Network(),
        ConfigDrive = (_, _) => Task.FromResult<IReadOnlyList<ConfigDriveFile>>([new ConfigDriveFile("openstack/x", "drive"u8.ToArray())]),
    };
}
