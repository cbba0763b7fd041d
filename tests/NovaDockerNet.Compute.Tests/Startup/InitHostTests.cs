using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Hardware;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Startup;

/// <summary>nova: _init_instance, arm by arm, and what we do better.</summary>
public sealed class InitHostTests : IDisposable
{
    private readonly ComputeHarness _harness = new(o => o with { ResumeGuestsStateOnHostBoot = true });

    public void Dispose() => _harness.Dispose();

    [Theory]
    // vm_state, task_state, power in the database, guest; then vm_state, task_state, what the driver was asked.
    [InlineData("building", "spawning", 0, null, "error", null, "")]
    [InlineData("active", "rebuilding", 1, PowerState.Running, "error", null, "plug_vifs")]
    [InlineData("active", "image_uploading", 1, PowerState.Running, "active", null, "plug_vifs plug_vifs")]
    [InlineData("active", "resize_prep", 1, PowerState.Running, "active", null, "plug_vifs plug_vifs")]
    [InlineData("active", "powering-off", 1, PowerState.Running, "stopped", null, "plug_vifs power_off(60)")]
    [InlineData("stopped", "powering-on", 4, PowerState.Shutdown, "active", null, "plug_vifs power_on")]
    [InlineData("active", "reboot_pending", 1, PowerState.Running, "active", null, "plug_vifs reboot(Soft)")]
    [InlineData("active", "reboot_started", 1, PowerState.Shutdown, "active", null, "plug_vifs reboot(Hard)")]
    [InlineData("active", "reboot_started", 1, PowerState.Running, "active", null, "plug_vifs plug_vifs")]
    [InlineData("active", "pausing", 1, PowerState.Running, "paused", null, "plug_vifs pause")]
    [InlineData("active", "pausing", 1, PowerState.Paused, "paused", null, "plug_vifs pause")]
    [InlineData("active", "soft-deleting", 1, PowerState.Running, "soft-delete", null, "plug_vifs power_off(0)")]
    [InlineData("soft-delete", "restoring", 4, PowerState.Shutdown, "active", null, "power_on")]
    [InlineData("paused", "unpausing", 3, PowerState.Paused, "active", null, "plug_vifs unpause")]
    [InlineData("active", "suspending", 1, PowerState.Running, "suspended", null, "plug_vifs suspend")]
    [InlineData("suspended", "resuming", 7, PowerState.Suspended, "active", null, "plug_vifs resume")]
    [InlineData("suspended", null, 7, PowerState.Suspended, "suspended", null, "plug_vifs")]
    [InlineData("active", "rescuing", 1, PowerState.Shutdown, "active", null, "plug_vifs unrescue(True)")]
    [InlineData("stopped", "rescuing", 4, PowerState.Shutdown, "stopped", null, "plug_vifs unrescue(False)")]
    [InlineData("error", "rescuing", 4, PowerState.Shutdown, "error", null, "unrescue(False)")]
    [InlineData("rescued", "unrescuing", 1, PowerState.Running, "active", null, "plug_vifs unrescue(True)")]
    [InlineData("rescued", null, 1, PowerState.Running, "rescued", null, "plug_vifs")]
    [InlineData("rescued", null, 1, PowerState.Shutdown, "rescued", null, "plug_vifs power_on")]
    [InlineData("active", "updating_password", 1, PowerState.Running, "active", null, "plug_vifs plug_vifs")]
    [InlineData("active", null, 1, PowerState.Running, "active", null, "plug_vifs")]
    [InlineData("active", null, 1, PowerState.Shutdown, "active", null, "plug_vifs power_on")]
    [InlineData("stopped", null, 4, PowerState.Shutdown, "stopped", null, "plug_vifs")]
    [InlineData("error", "spawning", 0, null, "error", "spawning", "")]
    [InlineData("soft-delete", null, 4, PowerState.Shutdown, "soft-delete", null, "")]
    public async Task Novas_table(
        string vmState, string? taskState, int dbPower, PowerState? guest, string newVmState, string? newTaskState, string driverCalls)
    {
        var row = Given(vmState, taskState, dbPower, guest);
        await _harness.Wiring.InitHost.RunAsync(default);
        await _harness.Wiring.InitHost.FinishAsync(default);
        Assert.Equal((newVmState, newTaskState), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Equal(("init_host " + driverCalls).TrimEnd(), string.Join(" ", _harness.Driver.Calls));
    }

    [Fact]
    public async Task A_deletion_that_had_only_its_rows_left_is_finished()
    {
        Given("deleted", null, 0, PowerState.Running);

        await _harness.Wiring.InitHost.RunAsync(default);
        await _harness.Wiring.InitHost.FinishAsync(default);

        Assert.Equal(["init_host", "destroy"], _harness.Driver.Calls);
        Assert.Equal(
            ["VirtualInterface.delete_by_instance_uuid", "Instance.destroy"],
            _harness.Conductor.CallNames.Where(name => name.Contains("VirtualInterface") || name == "Instance.destroy"));
        Assert.Empty(_harness.Conductor.Instances);
        Assert.Equal(["update_usage", "delete_allocation"], _harness.Resources.Calls.Where(call => call is "update_usage" or "delete_allocation"));
    }

    /// <summary>With hundreds of servers Docker is busy for long when each is asked for alone.</summary>
    [Fact]
    public async Task Servers_at_rest_are_as_all_were_listed()
    {
        Given("active", null, 1, PowerState.Shutdown);

        await _harness.Wiring.InitHost.RunAsync(default);

        Assert.Empty(_harness.Driver.AskedFor);
        Assert.Equal(["init_host", "plug_vifs", "power_on"], _harness.Driver.Calls);
    }

    [Theory]
    [InlineData("a rescue has two containers")]
    [InlineData("an operation was under way")]
    [InlineData("Docker was restarting")]
    public async Task Servers_of_which_a_list_does_not_say_all_are_asked_for(string because)
    {
        var uuid = (string)Given("active", null, 1, PowerState.Shutdown)["uuid"]!;
        if (because.Contains("rescue"))
            _harness.Driver.InRescue.Add(uuid);
        else if (because.Contains("operation"))
            Record("start_instance", uuid);
        else
            _harness.Driver.On["list_guests"] = _ => throw new HypervisorUnavailable("Connection to Docker is broken on host vm");

        await _harness.Wiring.InitHost.RunAsync(default);

        // CPUs, power state, network.
        Assert.Equal([uuid, uuid, uuid], _harness.Driver.AskedFor);
        Assert.Equal(["init_host", "plug_vifs", "power_on"], _harness.Driver.Calls);
    }

    [Fact]
    public async Task Servers_are_put_on_their_cpus_and_sets_that_do_not_suit_them_end_the_start()
    {
        var sets = new CpuSets(Dedicated: [1, 3], Shared: [0]);
        using var suits = new ComputeHarness(o => o with { Cpus = sets });
        var pinned = Pinned(suits, taskState: null);
        await suits.Wiring.InitHost.RunAsync(default);
        Assert.Equal(("3", "init_host plug_vifs"), (suits.Driver.Cpus[pinned], string.Join(" ", suits.Driver.Calls)));

        // In the middle of a resize it may have the CPUs of its other size.
        using var resizing = new ComputeHarness(o => o with { Cpus = sets });
        Pinned(resizing, taskState: "resize_migrated");
        await resizing.Wiring.InitHost.RunAsync(default);
        Assert.Empty(resizing.Driver.Cpus);

        using var without = new ComputeHarness();
        var server = Pinned(without, taskState: null);
        var refused = await Assert.ThrowsAsync<InvalidConfiguration>(() => without.Wiring.InitHost.RunAsync(default));
        Assert.Contains(server, refused.Message, StringComparison.Ordinal);
        Assert.Contains("cpu_dedicated_set", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["init_host"], without.Driver.Calls);

        static string Pinned(ComputeHarness harness, string? taskState)
        {
            var request = Fixture.Request("delete");
            var row = harness.Store(request);
            (row["vm_state"], row["task_state"], row["power_state"], row["host"]) = ("active", taskState, 1, ComputeHarness.Host);
            var cell = harness.Conductor.Profile.Create<InstanceNumaCell>();
            cell.Id = 0;
            cell.CpuPolicy = CpuPolicies.Dedicated;
            cell.CpuPinningRaw = System.Collections.Immutable.ImmutableDictionary<string, long>.Empty.Add("0", 3);
            var topology = harness.Conductor.Profile.Create<InstanceNumaTopology>();
            topology.Cells = [cell];
            row["numa_topology"] = topology.Envelope;
            harness.Driver.Guests[request.InstanceUuid] = PowerState.Running;
            return request.InstanceUuid;
        }
    }

    [Fact]
    public async Task An_interrupted_deletion_is_finished()
    {
        Given("active", "deleting", 1, PowerState.Running);
        await _harness.Wiring.InitHost.RunAsync(default);
        Assert.Empty(_harness.Conductor.Instances);
        Assert.Empty(_harness.Driver.Guests);
        Assert.Contains("delete_allocation", _harness.Resources.Calls);
    }

    [Fact]
    public async Task One_broken_instance_does_not_keep_the_service_from_starting()
    {
        Given("active", null, 1, PowerState.Running);
        _harness.Driver.On["plug_vifs"] = _ => throw new InvalidOperationException("no");
        await _harness.Wiring.InitHost.RunAsync(default);
        Assert.Contains(_harness.Rpc.Sent, s => s.Method == "update_instance_info");
    }

    [Fact]
    public async Task Servers_are_looked_at_side_by_side()
    {
        var other = (JObject)Given("active", null, 1, PowerState.Running).DeepClone();
        var uuid = Guid.NewGuid().ToString();
        other["uuid"] = uuid;
        _harness.Conductor.Instances[uuid] = other;
        _harness.Driver.Guests[uuid] = PowerState.Running;
        using var arrived = new CountdownEvent(2);
        var all = new TaskCompletionSource();
        _harness.Driver.On["plug_vifs"] = async cancellationToken =>
        {
            if (arrived.Signal())
                all.SetResult();
            await all.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
        };

        await _harness.Wiring.InitHost.RunAsync(default);

        Assert.True(arrived.IsSet);
        Assert.DoesNotContain(_harness.Log.Lines, l => l.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_build_interrupted_before_its_claim_and_without_record_is_an_error()
    {
        var row = Given("building", null, 0, null);
        row["host"] = JValue.CreateNull();
        _harness.Resources.Consumers.Add((string)row["uuid"]!);
        _harness.Conductor.Answers["ComputeNodeList.get_all_by_host"] = (_, _) =>
            _harness.Conductor.List("ComputeNodeList", "ComputeNode", [new JObject { ["uuid"] = Guid.NewGuid().ToString() }]);
        await _harness.Wiring.InitHost.RunAsync(default);
        Assert.Equal("building", (string?)row["vm_state"]);
        await _harness.Wiring.InitHost.FinishAsync(default);
        Assert.Equal("error", (string?)row["vm_state"]);
    }

    [Theory]
    [InlineData("powering-off", "stopped", null)]
    [InlineData("image_snapshot_pending", "active", "image_snapshot")]
    [InlineData("rebuilding", "active", null)]
    public async Task A_request_that_waited_is_not_interfered_with(string waiting, string vmState, string? taskState)
    {
        var row = Given("active", waiting, 1, PowerState.Running);
        await _harness.Wiring.InitHost.RunAsync(default);
        Assert.Equal(("active", waiting), ((string?)row["vm_state"], (string?)row["task_state"]));

        // It is taken, and has ended or not, before the ping is.
        _harness.Rpc.OnCall = sent =>
        {
            Assert.Equal("ping", sent.Method);
            row["vm_state"] = vmState;
            row["task_state"] = taskState is null ? JValue.CreateNull() : taskState;
            return null;
        };
        await _harness.Wiring.InitHost.FinishAsync(default);
        Assert.Equal((vmState, taskState), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Equal(["init_host", "plug_vifs"], _harness.Driver.Calls);
    }

    [Theory]
    [InlineData("active", "image_snapshot_pending", "plug_vifs power_on")]
    [InlineData("active", "suspending", "plug_vifs power_on")]
    [InlineData("active", "powering-off", "plug_vifs")]
    [InlineData("active", "rebooting", "plug_vifs")]
    [InlineData("building", "spawning", "")]
    public async Task After_a_reboot_of_the_host_a_request_that_waited_finds_its_server_as_it_was(string vmState, string taskState, string driverCalls)
    {
        var row = Given(vmState, taskState, 1, PowerState.Shutdown);
        await _harness.Wiring.InitHost.RunAsync(default);
        Assert.Equal((vmState, taskState), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Equal(("init_host " + driverCalls).TrimEnd(), string.Join(" ", _harness.Driver.Calls));
    }

    [Fact]
    public async Task What_cannot_be_put_back_is_left_to_the_request()
    {
        var row = Given("active", "powering-off", 1, PowerState.Shutdown);
        _harness.Driver.On["plug_vifs"] = _ => throw new VirtualInterfacePlugException("no switch");
        await _harness.Wiring.InitHost.RunAsync(default);
        Assert.Equal(("active", "powering-off"), ((string?)row["vm_state"], (string?)row["task_state"]));
    }

    [Fact]
    public async Task A_request_that_waited_and_is_on_record_now_is_left_to_its_operation()
    {
        var row = Given("active", "rescuing", 1, PowerState.Running);
        await _harness.Wiring.InitHost.RunAsync(default);
        _harness.Rpc.OnCall = _ =>
        {
            Record("rescue_instance", (string)row["uuid"]!);
            return null;
        };
        await _harness.Wiring.InitHost.FinishAsync(default);
        Assert.Equal("rescuing", (string?)row["task_state"]);
        Assert.Equal(["init_host", "plug_vifs"], _harness.Driver.Calls);
        Assert.Single(_harness.IntentFiles);
    }

    [Theory]
    [InlineData("spawning", true)]
    [InlineData(null, false)]
    public async Task An_interrupted_build_on_record_is_finished(string? taskState, bool claimed)
    {
        var boot = Fixture.Request("boot");
        var row = Interrupt(boot);
        row["vm_state"] = "building";
        row["task_state"] = taskState is null ? JValue.CreateNull() : taskState;
        row["host"] = claimed ? ComputeHarness.Host : JValue.CreateNull();

        await _harness.Wiring.InitHost.RunAsync(default);
        Assert.Equal("building", (string?)row["vm_state"]);
        _harness.Wiring.InterruptedBuilds.Start();
        await _harness.IdleAsync();

        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        // What the first attempt left is removed before the second.
        Assert.Equal(["init_host", "destroy", "spawn"], _harness.Driver.Calls);
        Assert.Equal(["deallocate", "allocate"], _harness.Network.Calls);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task A_build_that_was_through_is_not_run_again()
    {
        var boot = Fixture.Request("boot");
        var row = Interrupt(boot);
        row["vm_state"] = "active";
        row["task_state"] = JValue.CreateNull();
        row["host"] = ComputeHarness.Host;
        row["power_state"] = 1;
        _harness.Driver.Guests[boot.InstanceUuid] = PowerState.Running;
        await _harness.Wiring.InitHost.RunAsync(default);
        _harness.Wiring.InterruptedBuilds.Start();
        await _harness.IdleAsync();
        Assert.Equal(["init_host", "plug_vifs"], _harness.Driver.Calls);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task The_leftovers_of_a_build_deleted_meanwhile_are_removed()
    {
        var boot = Fixture.Request("boot");
        Interrupt(boot);
        _harness.Conductor.Instances.Clear();
        await _harness.Wiring.InitHost.RunAsync(default);
        _harness.Wiring.InterruptedBuilds.Start();
        await _harness.IdleAsync();
        Assert.Equal(["init_host", "destroy"], _harness.Driver.Calls);
        Assert.Equal(["deallocate"], _harness.Network.Calls);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task A_deletion_that_had_already_stopped_the_build_is_finished()
    {
        var boot = Fixture.Request("boot");
        var row = Interrupt(boot);
        row["vm_state"] = "building";
        row["task_state"] = "deleting";
        // The build gave up its claim before the service ended.
        row["host"] = JValue.CreateNull();
        await _harness.Wiring.InitHost.RunAsync(default);
        _harness.Wiring.InterruptedBuilds.Start();
        await _harness.IdleAsync();
        Assert.Empty(_harness.Conductor.Instances);
        Assert.Contains("delete_allocation", _harness.Resources.Calls);
        Assert.DoesNotContain("spawn", _harness.Driver.Calls);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task A_deletion_on_record_that_had_interrupted_an_unshelving_is_finished()
    {
        var request = Fixture.Request("delete");
        var row = _harness.Store(request);
        // The unshelving gave up its host before the service ended.
        (row["host"], row["vm_state"], row["task_state"]) = (JValue.CreateNull(), "shelved_offloaded", "deleting");
        _harness.Driver.Guests[request.InstanceUuid] = PowerState.Running;
        Record("terminate_instance", request.InstanceUuid);

        await _harness.Wiring.InitHost.RunAsync(default);

        Assert.Empty(_harness.Conductor.Instances);
        Assert.Empty(_harness.Driver.Guests);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task A_deletion_on_record_that_cannot_be_looked_at_is_kept_for_the_next_start()
    {
        var request = Fixture.Request("delete");
        Record("terminate_instance", request.InstanceUuid);
        _harness.Conductor.Answers["Instance.get_by_uuid"] = (_, _) => throw new InvalidOperationException("no");

        await _harness.Wiring.InitHost.RunAsync(default);

        Assert.Single(_harness.IntentFiles);
    }

    [Fact]
    public async Task A_deletion_on_record_of_what_is_elsewhere_by_now_is_left_to_that_host()
    {
        var request = Fixture.Request("delete");
        var row = _harness.Store(request);
        (row["host"], row["vm_state"], row["task_state"]) = ("another", "active", "deleting");
        Record("terminate_instance", request.InstanceUuid);

        await _harness.Wiring.InitHost.RunAsync(default);

        Assert.Single(_harness.Conductor.Instances);
        Assert.DoesNotContain("destroy", _harness.Driver.Calls);
    }

    [Theory]
    [InlineData("rebooting", "reboot(Soft)")]
    [InlineData("rebooting_hard", "reboot(Hard)")]
    public async Task A_reboot_on_record_that_had_not_begun_is_done(string taskState, string driverCall)
    {
        var request = Fixture.Request("reboot-soft");
        var row = _harness.Store(request);
        (row["host"], row["vm_state"], row["task_state"]) = (ComputeHarness.Host, "active", taskState);
        _harness.Driver.Guests[request.InstanceUuid] = PowerState.Running;
        Record("reboot_instance", request.InstanceUuid);

        await _harness.Wiring.InitHost.RunAsync(default);

        Assert.Equal(["init_host", driverCall], _harness.Driver.Calls);
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task One_evacuated_instance_that_cannot_be_removed_holds_up_neither_the_others_nor_the_start()
    {
        string[] uuids = ["0f9b3b30-63ba-4f0c-9d3e-3f4a7e5c7a01", "0f9b3b30-63ba-4f0c-9d3e-3f4a7e5c7a02"];
        _harness.Conductor.Answers["ComputeNodeList.get_all_by_host"] = (_, _) =>
            _harness.Conductor.List("ComputeNodeList", "ComputeNode", [new JObject { ["uuid"] = Guid.NewGuid().ToString() }]);
        _harness.Conductor.Answers["MigrationList.get_by_filters"] = (_, _) => _harness.Conductor.List(
            "MigrationList", "Migration", uuids.Select(uuid => new JObject { ["instance_uuid"] = uuid, ["status"] = "done" }));
        _harness.Resources.OnRemoveProvider = uuid => uuid == uuids[0] ? throw new InvalidOperationException("no placement") : Task.CompletedTask;
        foreach (var uuid in uuids)
            _harness.Driver.Guests[uuid] = PowerState.Shutdown;

        await _harness.Wiring.InitHost.RunAsync(default);

        Assert.Empty(_harness.Driver.Guests);
        var saved = Assert.Single(_harness.Conductor.Calls, c => c.Name == "Migration.save");
        Assert.Equal((uuids[1], "completed"), ((string?)saved.Data["instance_uuid"], (string?)saved.Data["status"]));
    }

    [Fact]
    public async Task A_container_that_dies_shows_as_stopped()
    {
        var row = Given("active", null, 1, PowerState.Shutdown);
        using var stop = new CancellationTokenSource();
        var watching = _harness.Wiring.LifecycleEvents.RunAsync(stop.Token);
        _harness.Driver.Emit((string)row["uuid"]!, Virt.Guests.GuestEventKind.Stopped);
        await Eventually.TrueAsync(() => (string?)row["vm_state"] == "stopped" || _harness.Log.Lines.Any(l => l.StartsWith("Error", StringComparison.Ordinal)), "SHUTOFF");
        Assert.DoesNotContain(_harness.Log.Lines, l => l.StartsWith("Error", StringComparison.Ordinal));
        Assert.Contains("InstanceAction.action_start", _harness.Conductor.CallNames);
        await stop.CancelAsync();
        await watching;
    }

    [Fact]
    public async Task A_container_that_died_before_events_were_followed_shows_as_stopped_once_nobody_works_on_it()
    {
        var row = Given("active", null, 1, PowerState.Shutdown);
        using var stop = new CancellationTokenSource();
        var held = await _harness.Locks.AcquireAsync((string)row["uuid"]!, default);
        var watching = _harness.Wiring.LifecycleEvents.RunAsync(stop.Token);
        await Eventually.TrueAsync(() => _harness.Conductor.CallNames.Contains("InstanceList.get_by_host"), "the comparison");
        Assert.Equal("active", (string?)row["vm_state"]);

        held.Dispose();
        await Eventually.TrueAsync(() => (string?)row["vm_state"] == "stopped", "SHUTOFF");
        Assert.DoesNotContain(_harness.Log.Lines, l => l.StartsWith("Error", StringComparison.Ordinal));
        await stop.CancelAsync();
        await watching;
    }

    [Fact]
    public async Task An_end_that_belongs_to_an_operation_is_left_to_it()
    {
        var row = Given("active", "rebooting", 1, PowerState.Shutdown);
        var item = new Virt.Guests.GuestLifecycleEvent((string)row["uuid"]!, Virt.Guests.GuestEventKind.Stopped, default);
        await _harness.Wiring.LifecycleEvents.HandleAsync(item, PowerState.Shutdown, default);
        Assert.Equal(("active", "rebooting"), ((string?)row["vm_state"], (string?)row["task_state"]));

        // And one that is no longer true is not even looked up.
        _harness.Driver.Guests[(string)row["uuid"]!] = PowerState.Running;
        var before = _harness.Conductor.Calls.Count;
        await _harness.Wiring.LifecycleEvents.HandleAsync(item, PowerState.Shutdown, default);
        Assert.Equal(before, _harness.Conductor.Calls.Count);
    }

    private JObject Interrupt(RecordedRequest boot)
    {
        var row = _harness.Store(boot);
        new Compute.Intents.IntentStore(
            _harness.State.Path, TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<Compute.Intents.IntentStore>.Instance)
            .Record(boot.Method, boot.InstanceUuid, "req-1", boot.ContextValues, boot.Args);
        return row;
    }

    private JObject Given(string vmState, string? taskState, int dbPower, PowerState? guest)
    {
        var request = Fixture.Request("delete");
        var row = _harness.Store(request);
        row["vm_state"] = vmState;
        row["task_state"] = taskState is null ? JValue.CreateNull() : taskState;
        row["power_state"] = dbPower;
        row["host"] = ComputeHarness.Host;
        if (guest is { } state)
            _harness.Driver.Guests[request.InstanceUuid] = state;
        return row;
    }

    private void Record(string method, string instanceUuid) => new Compute.Intents.IntentStore(
        _harness.State.Path, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<Compute.Intents.IntentStore>.Instance)
        .Record(method, instanceUuid, "req-1");
}
