using System.Collections.Immutable;
using System.Globalization;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Oslo.Messaging.Failures;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Workflows;

/// <summary>The six legs of a resize on one host, each with the request recorded from nova 26.</summary>
public sealed class ResizeTests : IDisposable
{
    private readonly ComputeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Prep_claims_and_hands_on_to_the_source()
    {
        var (request, row) = Given("resize-prep");
        await _harness.SendAsync(request);
        Assert.Equal(("active", "resize_prep"), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Equal("active", (string?)row["system_metadata"]!["old_vm_state"]);
        Assert.Equal(2, (int)row["new_flavor"]!["nova_object.data"]!["id"]!);
        Assert.Equal(["resize_claim(256)"], _harness.Resources.Calls);
        var sent = Assert.Single(_harness.Rpc.Sent);
        Assert.Equal(("resize_instance", "compute", "vm", "6.0"), (sent.Method, sent.Target.Topic, sent.Target.Server, sent.Target.Version));
        SameArguments("resize-instance", sent.Args);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task The_guest_changes_at_the_source_and_the_destination_finishes()
    {
        var (request, row) = Given("resize-instance");
        await _harness.SendAsync(request);
        Assert.Equal(["resize(256)"], _harness.Driver.Calls);
        Assert.Equal(["migrating", "post-migrating"], MigrationStates());
        Assert.Equal(["resize_migrating", "resize_migrated"], _harness.Conductor.TaskStates);
        Assert.Equal(1, (int)row["old_flavor"]!["nova_object.data"]!["id"]!);
        var sent = Assert.Single(_harness.Rpc.Sent);
        Assert.Equal(("finish_resize", "vm"), (sent.Method, sent.Target.Server));
        SameArguments("resize-finish", sent.Args);
    }

    [Fact]
    public async Task Finishing_makes_the_new_flavor_the_servers_own()
    {
        var (request, row) = Given("resize-finish");
        await _harness.SendAsync(request);
        Assert.Equal(("resized", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Equal((2, 256, 2), ((int)row["instance_type_id"]!, (int)row["memory_mb"]!, (int)row["vcpus"]!));
        Assert.Equal((1, 2), ((int)row["old_flavor"]!["nova_object.data"]!["id"]!, (int)row["flavor"]!["nova_object.data"]!["id"]!));
        Assert.Equal(["finished"], MigrationStates());
        Assert.Empty(_harness.Driver.Calls);
        Assert.Contains(_harness.Rpc.Sent, s => s.Method == "update_instance_info");
    }

    [Fact]
    public async Task A_confirmation_forgets_the_old_flavor_and_its_allocation()
    {
        var (request, row) = Given("resize-confirm");
        row["old_flavor"] ??= row["flavor"]!.DeepClone();
        await _harness.SendAsync(request);
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Equal(["drop_move_claim_at_source", "delete_allocation"], _harness.Resources.Calls.Where(c => c != "update_usage"));
        Assert.Equal(JTokenType.Null, row["old_flavor"]!.Type);
        Assert.Null(row["system_metadata"]!["old_vm_state"]);
    }

    [Fact]
    public async Task A_reversal_gives_limits_flavor_and_allocation_back()
    {
        var (revert, row) = Given("resize-revert");
        await _harness.SendAsync(revert);
        Assert.Equal(["drop_move_claim_at_dest"], _harness.Resources.Calls);
        Assert.Equal("finish_revert_resize", Assert.Single(_harness.Rpc.Sent).Method);

        var finish = Fixture.Request("resize-finish-revert");
        foreach (var (name, value) in finish.InstanceData)
            row[name] = value!.DeepClone();
        await _harness.SendAsync(finish);
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Equal((1, 128), ((int)row["instance_type_id"]!, (int)row["memory_mb"]!));
        Assert.Equal(["resize(128)"], _harness.Driver.Calls);
        Assert.Contains(_harness.Resources.Calls, c => c.StartsWith("move_allocations", StringComparison.Ordinal));
        Assert.Equal(JTokenType.Null, row["old_flavor"]!.Type);
    }

    [Fact]
    public async Task The_guest_moves_to_the_claimed_cpus_and_back_when_the_leg_fails_after_that()
    {
        var (request, _) = Given("resize-instance");
        request.InstanceData["numa_topology"] = Pinned(3);
        request.InstanceData["migration_context"] = Moving(Pinned(3), Pinned(1, 2));
        var moves = new List<string?>();
        _harness.Driver.On["resize"] = _ =>
        {
            moves.Add(_harness.Driver.Cpus[request.InstanceUuid]);
            return Task.CompletedTask;
        };
        _harness.Conductor.Before = call => call.Name == "Migration.save" && (string?)call.Data["status"] == "post-migrating"
            ? throw new InvalidOperationException("the database is away") : Task.CompletedTask;
        await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(request));
        Assert.Equal(["1-2", "3"], moves);
    }

    [Fact]
    public async Task Finishing_makes_the_claimed_cpus_the_servers_own()
    {
        var (request, row) = Given("resize-finish");
        request.InstanceData["migration_context"] = Moving(null, Pinned(1));
        request.InstanceData["numa_topology"] = null;
        await _harness.SendAsync(request);
        Assert.Equal(1, (int)row["numa_topology"]!["nova_object.data"]!["cells"]![0]!["nova_object.data"]!["cpu_pinning_raw"]!["0"]!);
    }

    [Fact]
    public async Task A_reversal_leaves_the_claimed_cpus_before_others_may_have_them()
    {
        var (revert, _) = Given("resize-revert");
        revert.InstanceData["migration_context"] = Moving(null, Pinned(1));
        revert.InstanceData["numa_topology"] = Pinned(1);
        await _harness.SendAsync(revert);
        // A server without topology: any CPU.
        Assert.Null(Assert.Single(_harness.Driver.Cpus).Value);
        Assert.Equal(["drop_move_claim_at_dest"], _harness.Resources.Calls);
    }

    [Theory]
    [InlineData("active")]
    [InlineData("stopped")]
    public async Task A_resize_this_host_cannot_do_leaves_the_server_as_it_was(string vmState)
    {
        var (request, row) = Given("resize-instance");
        request.InstanceData["vm_state"] = vmState;
        row["vm_state"] = vmState;
        _harness.Driver.On["resize"] = _ => throw new ResizeError("the disk cannot grow");
        var failure = await FailsAsync(request);
        Assert.Equal(("ResizeError", "Resize error: the disk cannot grow"), (failure.Class, ((Exception)failure).Message));
        Assert.Equal((vmState, null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Equal("error", MigrationStates()[^1]);
        Assert.Contains($"move_allocations({MigrationUuid(request)}, {request.InstanceUuid})", _harness.Resources.Calls);
        Assert.Contains("InstanceFault.create", _harness.Conductor.CallNames);
        Assert.Empty(_harness.Rpc.Sent);
    }

    [Fact]
    public async Task Limits_go_back_when_the_leg_fails_after_them()
    {
        var (request, row) = Given("resize-instance");
        _harness.Conductor.Before = call => call.Name == "Migration.save" && (string?)call.Data["status"] == "post-migrating"
            ? throw new InvalidOperationException("the database is away") : Task.CompletedTask;
        await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(request));
        Assert.Equal(["resize(256)", "resize(128)"], _harness.Driver.Calls);
        Assert.Null((string?)row["task_state"]);
    }

    [Fact]
    public async Task A_claim_that_cannot_be_met_gives_everything_back()
    {
        var (request, row) = Given("resize-prep");
        _harness.Resources.OnClaim = () => throw new ComputeResourcesUnavailable("no");
        Assert.Equal("ComputeResourcesUnavailable", (await FailsAsync(request)).Class);
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Null(row["system_metadata"]!["old_vm_state"]);
        Assert.Equal("error", MigrationStates()[^1]);
    }

    [Fact]
    public async Task A_cold_migration_to_this_very_host_is_refused()
    {
        var (request, row) = Given("resize-prep");
        request.Args["flavor"]!["nova_object.data"]!["id"] = request.InstanceData["instance_type_id"]!.DeepClone();
        Assert.Equal("UnableToMigrateToSelf", (await FailsAsync(request)).Class);
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
    }

    [Fact]
    public async Task A_move_from_another_host_is_refused_and_the_allocation_goes_back()
    {
        var (request, row) = Given("resize-other-host");
        row["host"] = request.InstanceData["host"] = "another";
        Assert.Equal("NotSupported", (await FailsAsync(request)).Class);
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Contains($"move_allocations({MigrationUuid(request)}, {request.InstanceUuid})", _harness.Resources.Calls);
        Assert.Equal(["error"], MigrationStates());
        Assert.Empty(_harness.Driver.Calls);
    }

    [Fact]
    public async Task What_cannot_be_put_back_does_not_hide_the_refusal()
    {
        var (request, row) = Given("resize-other-host");
        row["host"] = request.InstanceData["host"] = "another";
        _harness.Resources.OnMoveAllocations = () => throw new InvalidOperationException("no placement");
        _harness.Conductor.Before = call => call.Name == "Migration.save" ? throw new InvalidOperationException("no") : Task.CompletedTask;
        Assert.Equal("NotSupported", (await FailsAsync(request)).Class);
        Assert.Null((string?)row["task_state"]);
    }

    [Theory]
    [InlineData("resize-instance", "error")]
    [InlineData("resize-finish", "finished")]
    [InlineData("resize-revert", "reverted")]
    public async Task A_message_older_than_its_migration_does_nothing(string name, string status)
    {
        var (request, _) = Given(name);
        _harness.Conductor.Answers["Migration.get_by_id"] = (_, _) =>
            FakeConductor.Envelope(_harness.Conductor.Profile, "Migration", new JObject { ["id"] = 1, ["status"] = status });
        await _harness.SendAsync(request);
        Assert.Empty(_harness.Driver.Calls);
        Assert.Empty(_harness.Rpc.Sent);
        Assert.DoesNotContain("Instance.save", _harness.Conductor.CallNames);
    }

    [Theory]
    [InlineData("resize-prep", "Migration.get_by_id")]
    [InlineData("resize-instance", "Migration.get_by_id")]
    [InlineData("resize-finish", "Migration.get_by_id")]
    [InlineData("resize-confirm", "Instance.get_by_uuid")]
    [InlineData("resize-revert", "Migration.get_by_id")]
    [InlineData("resize-finish-revert", "Instance.refresh")]
    public async Task A_first_question_that_went_down_with_its_conductor_is_asked_again(string name, string question)
    {
        var (request, row) = Given(name);
        row["old_flavor"] ??= row["flavor"]!.DeepClone();
        var lost = 0;
        _harness.Conductor.Before = call => call.Name == question && lost++ == 0 ? throw new RpcTimeoutException("lost") : Task.CompletedTask;
        await _harness.SendAsync(request);
        Assert.True(lost > 1);
        Assert.DoesNotContain("error", MigrationStates());
        Assert.NotEqual("error", (string?)row["vm_state"]);
    }

    [Theory]
    [InlineData("resize-prep", "active", "move_allocations({0}, {1})")]
    [InlineData("resize-instance", "active", "move_allocations({0}, {1})")]
    [InlineData("resize-finish", "error", "delete_allocation")]
    [InlineData("resize-confirm", "error", "delete_allocation")]
    public async Task A_leg_that_cannot_even_ask_leaves_no_allocation_behind(string name, string vmState, string done)
    {
        var (request, row) = Given(name);
        _harness.Conductor.Before = Unanswered;
        await Assert.ThrowsAsync<RpcTimeoutException>(() => _harness.SendAsync(request));
        Assert.Contains(string.Format(CultureInfo.InvariantCulture, done, MigrationUuid(request), request.InstanceUuid), _harness.Resources.Calls);
        Assert.Equal(("error", vmState, null), (MigrationStates()[^1], (string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Empty(_harness.Driver.Calls);
        Assert.Empty(_harness.Rpc.Sent);
    }

    [Theory]
    [InlineData("resize-revert")]
    [InlineData("resize-finish-revert")]
    public async Task A_reversal_that_cannot_even_ask_shows_as_an_error(string name)
    {
        var (request, row) = Given(name);
        _harness.Conductor.Before = Unanswered;
        await Assert.ThrowsAsync<RpcTimeoutException>(() => _harness.SendAsync(request));
        Assert.Equal(("error", "error", null), (MigrationStates()[^1], (string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Empty(_harness.Driver.Calls);
        Assert.Empty(_harness.Rpc.Sent);
    }

    [Theory]
    [InlineData("resize-prep", "prep_resize", "resize_prep", "pre-migrating", "active", "resize(128)")]
    [InlineData("resize-instance", "resize_instance", "resize_migrating", "migrating", "active", "resize(128)")]
    [InlineData("resize-finish", "finish_resize", "resize_migrated", "post-migrating", "resized", "")]
    public async Task A_leg_the_service_ended_in_is_taken_back_or_finished_at_the_next_start(
        string name, string leg, string taskState, string status, string vmState, string driverCall)
    {
        var (request, row) = Given(name);
        await StartAfterAsync(request, row, leg, taskState, status);

        Assert.Equal((vmState, null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Equal($"init_host {driverCall}".TrimEnd(), string.Join(" ", _harness.Driver.Calls.Where(c => c != "plug_vifs")));
        Assert.Equal(driverCall.Length > 0 ? "error" : "finished", MigrationStates()[^1]);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task A_confirmation_the_service_ended_in_after_its_last_save_gives_the_old_size_back()
    {
        var (request, row) = Given("resize-confirm");
        row["vm_state"] = "active";
        row["migration_context"] = JValue.CreateNull();

        await StartAfterAsync(request, row, "confirm_resize", null, "confirmed");

        Assert.Single(_harness.Resources.Calls, "delete_allocation");
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Empty(_harness.IntentFiles);
    }

    /// <summary>Starts a service whose predecessor has left the leg's intent, and the instance and its migration in these states.</summary>
    private async Task StartAfterAsync(RecordedRequest request, JObject row, string leg, string? taskState, string status)
    {
        row["task_state"] = taskState;
        row["old_flavor"] ??= JValue.CreateNull();
        row["new_flavor"] ??= JValue.CreateNull();
        row["migration_context"] ??= JValue.CreateNull();
        var migration = (JObject)request.Args["migration"]!["nova_object.data"]!.DeepClone();
        migration["status"] = status;
        if (row["migration_context"] is JObject context)
            migration["id"] = context["nova_object.data"]!["migration_id"]!.DeepClone();
        _harness.Conductor.Answers["MigrationList.get_by_filters"] = (args, _) =>
            _harness.Conductor.List("MigrationList", "Migration", args[0]["instance_uuid"] is null ? [] : [migration]);
        Directory.CreateDirectory(Path.Combine(_harness.State.Path, "intents"));
        await File.WriteAllTextAsync(Path.Combine(_harness.State.Path, "intents", $"{request.InstanceUuid}.{leg}.json"), new JObject
        {
            ["format"] = 1,
            ["operation"] = leg,
            ["instance_uuid"] = request.InstanceUuid,
            ["recorded_at"] = "2026-01-01T00:00:00Z",
        }.ToString());

        await _harness.Wiring.InitHost.RunAsync(default);
    }

    private (RecordedRequest Request, JObject Row) Given(string name)
    {
        var request = Fixture.Request(name);
        var row = _harness.Store(request);
        _harness.Driver.Guests[request.InstanceUuid] = PowerState.Running;
        return (request, row);
    }

    private JObject Moving(JObject? before, JObject? after)
    {
        var made = _harness.Conductor.Profile.Create<MigrationContext>().Envelope;
        made["nova_object.data"] = new JObject { ["migration_id"] = 1, ["old_numa_topology"] = before, ["new_numa_topology"] = after };
        return made;
    }

    private JObject Pinned(params int[] cpus)
    {
        var cell = _harness.Conductor.Profile.Create<InstanceNumaCell>();
        cell.Id = 0;
        cell.Cpuset = [];
        cell.Pcpuset = [.. Enumerable.Range(0, cpus.Length)];
        cell.Memory = 64;
        cell.CpuPolicy = CpuPolicies.Dedicated;
        cell.CpuPinningRaw = cpus.Index().ToImmutableDictionary(pin => $"{pin.Index}", pin => (long)pin.Item);
        var topology = _harness.Conductor.Profile.Create<InstanceNumaTopology>();
        topology.Cells = [cell];
        return topology.Envelope;
    }

    private List<string?> MigrationStates() =>
        [.. _harness.Conductor.Calls.Where(c => c.Name == "Migration.save").Select(c => (string?)c.Data["status"])];

    private static string? MigrationUuid(RecordedRequest request) => (string?)request.Args["migration"]!["nova_object.data"]!["uuid"];

    private static void SameArguments(string recorded, JObject sent)
    {
        var args = Fixture.Request(recorded).Args;
        Assert.Equal(args.Properties().Select(p => p.Name).Order(), sent.Properties().Select(p => p.Name).Order());
        Assert.Equal((string?)args["migration"]!["nova_object.name"], (string?)sent["migration"]!["nova_object.name"]);
    }

    /// <summary>The questions with which legs begin.</summary>
    private static Task Unanswered(ConductorCall call) =>
        call.Name is "Migration.get_by_id" or "Instance.get_by_uuid" or "Instance.refresh" ? throw new RpcTimeoutException("lost") : Task.CompletedTask;

    private async Task<IRpcFailure> FailsAsync(RecordedRequest request) =>
        Assert.IsAssignableFrom<IRpcFailure>(await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(request)));
}
