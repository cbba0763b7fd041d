using Microsoft.Extensions.Logging;
using Moq;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Compute.Periodic;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Compute.Workflows;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt;
using NovaDockerNet.Virt.Guests;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Periodic;

public sealed class PeriodicTasksTests : IDisposable
{
    private const string A = "aaaaaaaa-0000-0000-0000-000000000000";
    private const string B = "bbbbbbbb-0000-0000-0000-000000000000";

    private readonly ScriptedConductor _conductor = new();
    private readonly Mock<IVirtDriver> _driver = new();
    private readonly Mock<INetworkApi> _network = new();
    private readonly InstanceLocks _locks = new();
    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLoggerFactory _log = new();
    private readonly ComputeOptions _options = new() { Host = "node1", StatePath = "/nowhere" };
    private readonly RequestContext _context = RequestContext.Admin();
    private readonly List<GuestInfo> _guests = [];
    private readonly List<string> _synced = [];

    public PeriodicTasksTests()
    {
        _driver.Setup(d => d.ListGuestsAsync(It.IsAny<CancellationToken>())).ReturnsAsync(_guests);
        _driver.Setup(d => d.GetGuestAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string uuid, CancellationToken _) => _guests.Find(g => g.InstanceUuid == uuid));
        _network.Setup(n => n.HealInstanceInfoCacheAsync(It.IsAny<RequestContext>(), It.IsAny<Instance>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new NetworkInfo());
    }

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Only_instances_that_disagree_are_looked_at()
    {
        _conductor.AddInstance(A);
        _conductor.AddInstance(B);
        _conductor.AddInstance("busy", "active", "rebooting");
        _guests.Add(new GuestInfo(A, "1", PowerState.Running));
        _guests.Add(new GuestInfo(B, "2", PowerState.Shutdown));

        await PowerStates().RunAsync(_context, default);

        Assert.Equal([$"{B} Shutdown"], _synced);
        Assert.Equal(1, _conductor.Count("Instance.get_by_uuid"));
    }

    [Theory]
    [InlineData("active", PowerState.Running, PowerState.Running, false)]
    [InlineData("active", PowerState.Paused, PowerState.Paused, true)]
    [InlineData("active", PowerState.Shutdown, PowerState.Shutdown, true)]
    [InlineData("stopped", PowerState.Shutdown, PowerState.Shutdown, false)]
    [InlineData("stopped", PowerState.Running, PowerState.Running, true)]
    [InlineData("stopped", PowerState.Shutdown, PowerState.Crashed, true)]
    [InlineData("paused", PowerState.Paused, PowerState.Paused, false)]
    [InlineData("paused", PowerState.Shutdown, PowerState.Shutdown, true)]
    [InlineData("error", PowerState.Running, PowerState.Running, false)]
    [InlineData("error", PowerState.Running, PowerState.Shutdown, true)]
    public async Task What_counts_as_disagreement(string vmState, PowerState stored, PowerState actual, bool looked)
    {
        _conductor.AddInstance(A, vmState)["power_state"] = (int)stored;
        _guests.Add(new GuestInfo(A, "1", actual));

        await PowerStates().RunAsync(_context, default);

        Assert.Equal(looked, _synced.Count == 1);
    }

    [Fact]
    public async Task An_instance_somebody_works_on_is_left_alone()
    {
        _conductor.AddInstance(A);
        using var held = await _locks.AcquireAsync(A, default);

        await PowerStates().RunAsync(_context, default);

        Assert.Empty(_synced);
    }

    [Fact]
    public async Task One_cache_is_healed_per_run_in_turn()
    {
        _conductor.AddInstance(A);
        _conductor.AddInstance("building", "building");
        _conductor.AddInstance("deleting", "active", "deleting");
        _conductor.AddInstance(B);
        var healing = new InfoCacheHealing(_conductor, _network.Object, _options, _log.CreateLogger<InfoCacheHealing>());

        await healing.RunAsync(_context, default);
        VerifyHealed(A, 1);
        VerifyHealed(B, 0);
        await healing.RunAsync(_context, default);
        VerifyHealed(B, 1);
        await healing.RunAsync(_context, default);

        VerifyHealed(A, 2);
        Assert.Equal(2, _conductor.Count("InstanceList.get_by_host"));
    }

    [Fact]
    public async Task A_failed_binding_is_made_again()
    {
        _conductor.AddInstance(A);
        var vif = Vif.Create("port", "fa:16:3e:00:00:01", null);
        vif.Type = VifTypes.BindingFailed;
        _network.Setup(n => n.HealInstanceInfoCacheAsync(It.IsAny<RequestContext>(), It.IsAny<Instance>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new NetworkInfo([vif]));

        await new InfoCacheHealing(_conductor, _network.Object, _options, _log.CreateLogger<InfoCacheHealing>()).RunAsync(_context, default);

        _network.Verify(n => n.SetupInstanceNetworkOnHostAsync(_context, It.Is<Instance>(i => i.Uuid == A), It.IsAny<CancellationToken>()), Times.Once);
    }

    [Theory]
    [InlineData("reap", 1, 0)]
    [InlineData("shutdown", 0, 1)]
    [InlineData("log", 0, 0)]
    [InlineData("noop", 0, 0)]
    public async Task Guests_of_deleted_instances_are_handled_as_configured(string action, int destroyed, int stopped)
    {
        Deleted(A);
        _guests.Add(new GuestInfo(A, "1", PowerState.Running));
        var task = new RunningDeletedInstances(
            _conductor, _driver.Object, _network.Object, _locks, _options, new PeriodicOptions { RunningDeletedInstanceAction = action }, _time,
            _log.CreateLogger<RunningDeletedInstances>());

        await task.RunAsync(_context, default);

        _driver.Verify(d => d.DestroyAsync(A, It.IsAny<NetworkInfo?>(), true, It.IsAny<CancellationToken>()), Times.Exactly(destroyed));
        _network.Verify(n => n.DeallocateForInstanceAsync(It.IsAny<RequestContext>(), It.IsAny<Instance>(), null, It.IsAny<CancellationToken>()), Times.Exactly(destroyed));
        _driver.Verify(d => d.PowerOffAsync(A, It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()), Times.Exactly(stopped));
    }

    [Fact]
    public async Task Nothing_is_asked_of_a_host_without_guests_and_the_recently_deleted_wait()
    {
        var task = new RunningDeletedInstances(
            _conductor, _driver.Object, _network.Object, _locks, _options, new PeriodicOptions { RunningDeletedInstanceTimeout = TimeSpan.FromHours(2) }, _time,
            _log.CreateLogger<RunningDeletedInstances>());
        await task.RunAsync(_context, default);
        Assert.Empty(_conductor.Calls);

        Deleted(A);
        _guests.Add(new GuestInfo(A, "1", PowerState.Running));
        JToken? filters = null;
        string? readDeleted = null;
        _conductor.Answers["InstanceList.get_by_filters"] = (context, args) =>
        {
            (filters, readDeleted) = (args[0], context.ReadDeleted);
            return _conductor.Envelope("InstanceList", new JObject { ["objects"] = new JArray(_conductor.Envelope("Instance", _conductor.Instances[0])) });
        };
        await task.RunAsync(_context, default);

        Assert.Equal($$"""{"deleted":true,"soft_deleted":false,"uuid":["{{A}}"]}""", filters!.ToString(Newtonsoft.Json.Formatting.None));
        Assert.Equal("yes", readDeleted);
        _driver.Verify(d => d.DestroyAsync(It.IsAny<string>(), It.IsAny<NetworkInfo?>(), It.IsAny<bool>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    [Fact]
    public async Task Pending_deletes_are_tried_five_times_and_counted()
    {
        Deleted(A);
        Deleted(B)["system_metadata"] = new JObject { ["clean_attempts"] = "5" };
        var task = new PendingDeletes(_conductor, _driver.Object, _options, new PeriodicOptions(), _log.CreateLogger<PendingDeletes>());

        await task.RunAsync(_context, default);

        var saved = _conductor.Actions.Single();
        Assert.Equal(A, saved.Data.Value<string>("uuid"));
        Assert.Equal("1", saved.Data["system_metadata"]!.Value<string>("clean_attempts"));
        Assert.True(saved.Data.Value<bool>("cleaned"));
        Assert.Equal("yes", saved.Context.ReadDeleted);

        _conductor.Instances.RemoveAt(1);
        _driver.Setup(d => d.DestroyAsync(A, null, true, It.IsAny<CancellationToken>())).ThrowsAsync(new InvalidOperationException("busy"));
        await task.RunAsync(_context, default);
        Assert.DoesNotContain("cleaned", _conductor.Actions.Last().Changes.Values<string>());
    }

    [Theory]
    [InlineData(3599, true)]
    [InlineData(3601, false)]
    [InlineData(0, false)]
    public async Task Builds_time_out_when_configured(int timeout, bool error)
    {
        // Created an hour before the clock's start.
        _conductor.AddInstance(A, "building", "spawning");

        await new BuildTimeouts(
            _conductor, _options, new PeriodicOptions { InstanceBuildTimeout = TimeSpan.FromSeconds(timeout) }, _time, _log.CreateLogger<BuildTimeouts>())
            .RunAsync(_context, default);

        Assert.Equal(error ? 1 : 0, _conductor.Actions.Count);
        Assert.All(_conductor.Actions, a => Assert.Equal("error", a.Data.Value<string>("vm_state")));
    }

    [Fact]
    public async Task Images_of_rows_and_of_guests_are_in_use()
    {
        _conductor.AddInstance(A);
        _guests.Add(new GuestInfo(B, "1", PowerState.Running) { ImageId = "image-2" });

        await new ImageCachePass(_conductor, _driver.Object, _options).RunAsync(_context, default);

        _driver.Verify(d => d.ManageImageCacheAsync(It.Is<IReadOnlySet<string>>(s => s.SetEquals(new[] { "image-1", "image-2" })), It.IsAny<CancellationToken>()));
    }

    private PowerStates PowerStates() => new(_conductor, _driver.Object, _locks, (_, instance, state, _) =>
    {
        _synced.Add($"{instance.Uuid} {state}");
        return Task.CompletedTask;
    }, _options, _log.CreateLogger<PowerStates>());

    private JObject Deleted(string uuid)
    {
        var row = _conductor.AddInstance(uuid, "deleted");
        row["deleted"] = true;
        row["deleted_at"] = "2025-12-31T23:00:00Z";
        row["cleaned"] = false;
        return row;
    }

    private void VerifyHealed(string uuid, int times) => _network.Verify(
        n => n.HealInstanceInfoCacheAsync(It.IsAny<RequestContext>(), It.Is<Instance>(i => i.Uuid == uuid), It.IsAny<CancellationToken>()), Times.Exactly(times));
}
