using Microsoft.Extensions.Logging.Abstractions;
using NovaDockerNet.Compute.Events;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Networks;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Events;

public sealed class ExternalEventsTests
{
    private static readonly InstanceEventKey Plugged = new(InstanceEventKey.NetworkVifPlugged, "port");
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly ExternalEvents _events = new(TimeProvider.System, NullLogger<ExternalEvents>.Instance);

    [Fact]
    public async Task An_event_that_comes_before_the_wait_is_not_lost_once_armed()
    {
        using var wait = Arm(Plugged);
        Assert.True(_events.Deliver("uuid", Plugged, "completed"));
        await wait.WaitAsync(Long, _ => throw new InvalidOperationException(), default);
    }

    [Fact]
    public void An_event_nobody_armed_for_is_dropped()
    {
        Assert.False(_events.Deliver("uuid", Plugged, "completed"));
        using var wait = Arm(Plugged);
        Assert.Single(wait.Pending);
        Assert.False(_events.Deliver("uuid", Plugged with { Tag = "other" }, "completed"));
        Assert.False(_events.Deliver("other", Plugged, "completed"));
    }

    [Fact]
    public async Task What_came_before_it_was_known_what_to_wait_for_counts()
    {
        var (other, active) = (Plugged with { Tag = "second" }, Plugged with { Tag = "active" });
        using var wait = _events.Prepare("uuid", InstanceEventKey.NetworkVifPlugged);
        Assert.True(_events.Deliver("uuid", Plugged, "completed"));
        Assert.True(_events.Deliver("uuid", active, "failed"));
        Assert.False(_events.Deliver("uuid", Plugged with { Name = InstanceEventKey.NetworkVifUnplugged }, "completed"));

        wait.Expect([Plugged, other]);

        Assert.Equal([other], wait.Pending);
        Assert.False(_events.Deliver("uuid", active, "completed"));
        Assert.True(_events.Deliver("uuid", other, "completed"));
        await wait.WaitAsync(Long, _ => throw new InvalidOperationException(), default);
    }

    [Fact]
    public async Task The_wait_names_what_did_not_come()
    {
        var other = Plugged with { Tag = "second" };
        using var wait = Arm(Plugged, other);
        _events.Deliver("uuid", Plugged, "completed");
        var e = await Assert.ThrowsAsync<TimeoutException>(() => wait.WaitAsync(TimeSpan.Zero, _ => true, default));
        Assert.Contains("network-vif-plugged-second", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("network-vif-plugged-port", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_fails_whoever_waits_and_whoever_comes_later()
    {
        using var wait = Arm(Plugged);
        _events.CancelAll();
        using var late = Arm(Plugged);
        using var open = _events.Prepare("uuid", InstanceEventKey.NetworkVifPlugged);
        open.Expect([Plugged]);
        foreach (var each in new[] { wait, late, open })
            await Assert.ThrowsAsync<VirtualInterfaceCreateException>(() => each.WaitAsync(Long, _ => throw new VirtualInterfaceCreateException(), default));
    }

    [Fact]
    public void Deleting_the_instance_forgets_what_was_pending()
    {
        using var wait = Arm(Plugged);
        Assert.Equal([Plugged], _events.ClearForInstance("uuid"));
        Assert.False(_events.Deliver("uuid", Plugged, "completed"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_plug_that_failed_in_Neutron_is_fatal_only_if_configured(bool fatal)
    {
        await using var wait = Arm(new ComputeOptions { Host = "h", StatePath = "/", VifPluggingIsFatal = fatal }, active: false);
        _events.Deliver("uuid", Plugged, "failed");
        if (fatal)
            await Assert.ThrowsAsync<VirtualInterfaceCreateException>(() => wait.Completion);
        else
            await wait.Completion;
    }

    [Fact]
    public async Task An_active_port_is_not_waited_for()
    {
        await using var wait = Arm(new ComputeOptions { Host = "h", StatePath = "/" }, active: true);
        await wait.Completion;
    }

    [Fact]
    public async Task No_timeout_means_no_wait()
    {
        await using var wait = Arm(new ComputeOptions { Host = "h", StatePath = "/", VifPluggingTimeout = TimeSpan.Zero }, active: false);
        await wait.Completion;
    }

    [Fact]
    public async Task Recorded_events_reach_the_network_api_and_the_waiter()
    {
        using var harness = new ComputeHarness();
        var boot = Fixture.Request("boot");
        harness.Store(boot);
        var instance = boot.Args["instance"]!.DeepClone();
        using var wait = harness.Wiring.Events.Prepare(boot.InstanceUuid, InstanceEventKey.NetworkVifPlugged);
        wait.Expect([Plugged]);

        await harness.SendAsync(
            "external_instance_event",
            new()
            {
                ["instances"] = new Newtonsoft.Json.Linq.JArray(instance),
                ["events"] = new Newtonsoft.Json.Linq.JArray(
                    Event(boot.InstanceUuid, "network-changed", "port"), Event(boot.InstanceUuid, "network-vif-plugged", "port"),
                    Event(boot.InstanceUuid, "volume-extended", "vol")),
            },
            boot.ContextValues);

        Assert.Empty(wait.Pending);
        Assert.Equal(["get_instance_nw_info(port)"], harness.Network.Calls);
    }

    [Fact]
    public async Task An_event_that_fails_does_not_take_the_next_ones_with_it()
    {
        using var harness = new ComputeHarness();
        var boot = Fixture.Request("boot");
        harness.Store(boot);
        harness.Network.OnRefresh = port => port == "first" ? throw new InvalidOperationException("Neutron is away") : Task.CompletedTask;

        await harness.SendAsync(
            "external_instance_event",
            new()
            {
                ["instances"] = new Newtonsoft.Json.Linq.JArray(boot.Args["instance"]!.DeepClone()),
                ["events"] = new Newtonsoft.Json.Linq.JArray(
                    Event(boot.InstanceUuid, "network-changed", "first"), Event(boot.InstanceUuid, "network-changed", "second")),
            },
            boot.ContextValues);

        Assert.Equal(["get_instance_nw_info(first)", "get_instance_nw_info(second)"], harness.Network.Calls);
    }

    [Fact]
    public async Task A_port_deleted_in_Neutron_leaves_the_cache_and_the_guest()
    {
        using var harness = new ComputeHarness();
        var delete = Fixture.Request("delete");
        harness.Store(delete);
        var cached = (string)delete.InstanceData["info_cache"]!["nova_object.data"]!["network_info"]!;
        var port = NetworkInfo.Parse(cached)[0].Id;
        async Task SendAsync(string tag, string? taskState)
        {
            delete.InstanceData["task_state"] = taskState;
            await harness.SendAsync(
                "external_instance_event",
                new()
                {
                    ["instances"] = new Newtonsoft.Json.Linq.JArray(delete.Args["instance"]!.DeepClone()),
                    ["events"] = new Newtonsoft.Json.Linq.JArray(Event(delete.InstanceUuid, "network-vif-deleted", tag)),
                },
                delete.ContextValues);
        }

        await SendAsync("some other port", taskState: null);
        await SendAsync(port, taskState: "deleting");
        Assert.Empty(harness.Network.Calls);
        Assert.Empty(harness.Driver.Calls);
        await SendAsync(port, taskState: null);
        Assert.Equal(["update_cache(0)"], harness.Network.Calls);
        Assert.Equal([$"detach_interface({port})"], harness.Driver.Calls);
    }

    [Fact]
    public async Task A_changed_network_reaches_the_guest_behind_the_operation_at_work()
    {
        using var harness = new ComputeHarness();
        var stop = Fixture.Request("stop");
        harness.Store(stop);
        harness.Driver.Guests[stop.InstanceUuid] = Objects.Instances.PowerState.Running;
        using (await harness.Locks.AcquireAsync(stop.InstanceUuid, default))
        {
            await harness.SendAsync(
                "external_instance_event",
                new()
                {
                    ["instances"] = new Newtonsoft.Json.Linq.JArray(stop.Args["instance"]!.DeepClone()),
                    ["events"] = new Newtonsoft.Json.Linq.JArray(Event(stop.InstanceUuid, "network-changed", "port")),
                },
                stop.ContextValues);
            // The event itself does not wait for the lock.
            Assert.Equal(["get_instance_nw_info(port)"], harness.Network.Calls);
            Assert.Empty(harness.Driver.Calls);
        }
        await harness.IdleAsync();
        Assert.Equal(["plug_vifs"], harness.Driver.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_Neutron_tells_of_a_build_is_looked_at_once_and_after_it(bool changed)
    {
        using var harness = new ComputeHarness();
        var boot = Fixture.Request("boot");
        var row = harness.Store(boot);
        row["host"] = ComputeHarness.Host;
        harness.Driver.Guests[boot.InstanceUuid] = Objects.Instances.PowerState.Running;
        using (await harness.Locks.AcquireAsync(boot.InstanceUuid, default))
        {
            for (var i = 0; i < 2; i++)
            {
                await harness.SendAsync(
                    "external_instance_event",
                    new()
                    {
                        ["instances"] = new Newtonsoft.Json.Linq.JArray(boot.Args["instance"]!.DeepClone()),
                        ["events"] = new Newtonsoft.Json.Linq.JArray(Event(boot.InstanceUuid, "network-changed", "port")),
                    },
                    boot.ContextValues);
            }
            Assert.Empty(harness.Network.Calls);
            var vif = Vif.Create(FakeNetwork.PortId, changed ? "fa:16:3e:00:00:01" : FakeNetwork.Address, null);
            vif.Active = false;
            row["info_cache"] = Fixture.Request("delete").InstanceData["info_cache"]!.DeepClone();
            row["info_cache"]!["nova_object.data"]!["network_info"] = new NetworkInfo([vif]).ToJson();
        }
        await harness.IdleAsync();
        Assert.Equal(["get_instance_nw_info(port)"], harness.Network.Calls);
        Assert.Equal(changed ? ["plug_vifs"] : [], harness.Driver.Calls);
    }

    private VifPluggedWait Arm(ComputeOptions options, bool active)
    {
        var vif = Vif.Create("port", null, null);
        vif.Active = active;
        return new VifPluggedWait(_events, "uuid", options, NullLogger.Instance).Expect(new NetworkInfo([vif]));
    }

    private InstanceEventWait Arm(params InstanceEventKey[] expected)
    {
        var wait = _events.Prepare("uuid", InstanceEventKey.NetworkVifPlugged);
        wait.Expect(expected);
        return wait;
    }

    private static Newtonsoft.Json.Linq.JObject Event(string uuid, string name, string tag) => FakeConductor.Envelope(
        Objects.Profiles.NovaProfile.ForRelease("26"), "InstanceExternalEvent",
        new() { ["instance_uuid"] = uuid, ["name"] = name, ["status"] = "completed", ["tag"] = tag });
}
