using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Oslo.Messaging.Failures;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Workflows;

public sealed class ShelveTests : IDisposable
{
    private readonly ComputeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("26", "shelve")]
    [InlineData("31", "shelve-31")]
    public async Task A_recorded_shelving_is_offloaded_at_once(string release, string name)
    {
        using var harness = new ComputeHarness(release: release);
        var request = Fixture.Request(name);
        var row = harness.Store(request);
        harness.Driver.Guests[request.InstanceUuid] = PowerState.Running;

        await harness.SendAsync(request);

        Assert.Equal(["shelving_image_pending_upload", "shelving_image_uploading", "shelving_offloading", null], harness.Conductor.TaskStates);
        Assert.Equal(
            [
                "[\"shelving\"]", "[\"shelving_image_pending_upload\"]", "[\"shelving\",\"shelving_image_uploading\"]",
                "[\"shelving\",\"shelving_offloading\"]", "null",
            ],
            Expected(harness));
        Assert.Equal(["power_off(60)", "snapshot", "upload", "power_off(0)", "destroy"], harness.Driver.Calls);
        Assert.Equal(["delete_allocation", "update_usage"], harness.Resources.Calls);
        Assert.Equal(("shelved_offloaded", null, null, null), ((string?)row["vm_state"], (string?)row["task_state"], (string?)row["host"], (string?)row["node"]));
        var metadata = (JObject)row["system_metadata"]!;
        Assert.Equal((ImageId(request), ComputeHarness.Host), ((string?)metadata["shelved_image_id"], (string?)metadata["shelved_host"]));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$", (string?)metadata["shelved_at"]);
        Assert.Contains(harness.Rpc.Sent, s => s.Method == "delete_instance_info");
        Assert.Empty(harness.Images.Deleted);
        Assert.Empty(harness.IntentFiles);
    }

    [Fact]
    public async Task With_a_shelved_offload_time_the_container_stays()
    {
        using var harness = new ComputeHarness(o => o with { ShelvedOffloadTime = TimeSpan.FromSeconds(-1) });
        var request = Fixture.Request("shelve");
        var row = harness.Store(request);
        harness.Driver.Guests[request.InstanceUuid] = PowerState.Running;

        await harness.SendAsync(request);
        Assert.Equal(("shelved", null, ComputeHarness.Host), ((string?)row["vm_state"], (string?)row["task_state"], (string?)row["host"]));
        Assert.Equal(["power_off(60)", "snapshot", "upload"], harness.Driver.Calls);

        row["task_state"] = "shelving_offloading";
        var offload = new JObject { ["instance"] = request.Args["instance"]!.DeepClone(), ["clean_shutdown"] = false, ["accel_uuids"] = new JArray() };
        await harness.SendAsync("shelve_offload_instance", offload, request.ContextValues);
        Assert.Equal(("shelved_offloaded", null, null), ((string?)row["vm_state"], (string?)row["task_state"], (string?)row["host"]));
        Assert.Empty(harness.Driver.Guests);
    }

    [Fact]
    public async Task A_paused_guest_is_not_asked_to_shut_itself_down()
    {
        var (request, _) = Given("shelve");
        _harness.Driver.Guests[request.InstanceUuid] = PowerState.Paused;
        await _harness.SendAsync(request);
        Assert.Equal("power_off(0)", _harness.Driver.Calls[0]);
    }

    [Fact]
    public async Task A_shelving_that_fails_leaves_the_server_running_and_no_image()
    {
        var (request, row) = Given("shelve");
        _harness.Driver.On["upload"] = _ => throw new CouldNotUploadImage("i", "no");
        await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(request));
        Assert.Equal(("active", null, ComputeHarness.Host), ((string?)row["vm_state"], (string?)row["task_state"], (string?)row["host"]));
        Assert.Equal(["power_off(60)", "snapshot", "upload", "power_on"], _harness.Driver.Calls);
        Assert.Equal([ImageId(request)], _harness.Images.Deleted);
        Assert.DoesNotContain("delete_allocation", _harness.Resources.Calls);
        Assert.Null(row["system_metadata"]!["shelved_image_id"]);
    }

    [Fact]
    public async Task A_deletion_ends_the_shelving()
    {
        var (request, row) = Given("shelve");
        _harness.Driver.On["upload"] = _ =>
        {
            row["task_state"] = "deleting";
            return Task.CompletedTask;
        };
        await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(request));
        Assert.Equal("deleting", (string?)row["task_state"]);
        Assert.Equal([ImageId(request)], _harness.Images.Deleted);
        Assert.DoesNotContain("power_on", _harness.Driver.Calls);
    }

    [Fact]
    public async Task A_port_that_is_wired_while_Neutron_answers_is_not_waited_for_in_vain()
    {
        var (request, row) = Given("unshelve");
        row["system_metadata"]!["shelved_image_id"] = "s";
        _harness.Network.Active = false;
        _harness.Network.OnRefresh = _ => _harness.WiredAsync(request);
        await _harness.SendAsync(request).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("active", (string?)row["vm_state"]);
    }

    [Theory]
    [InlineData("26", "unshelve")]
    [InlineData("31", "unshelve-31")]
    public async Task A_recorded_unshelve_builds_from_the_snapshot_and_deletes_it(string release, string name)
    {
        using var harness = new ComputeHarness(release: release);
        var request = Fixture.Request(name);
        request.InstanceData["system_metadata"]!["shelved_image_id"] = "s";
        request.InstanceData["key_data"] = "ssh-rsa AAAA";
        var row = harness.Store(request);

        await harness.SendAsync(request);

        Assert.Equal(["spawning", null], harness.Conductor.TaskStates);
        Assert.Equal("[\"spawning\"]", Expected(harness)[^1]);
        Assert.Equal(["spawn"], harness.Driver.Calls);
        Assert.Equal(["claim"], harness.Resources.Calls);
        Assert.Equal(["setup_on_host", "get_instance_nw_info()"], harness.Network.Calls);
        Assert.Equal(("active", null, ComputeHarness.Host), ((string?)row["vm_state"], (string?)row["task_state"], (string?)row["host"]));
        Assert.Equal(request.InstanceData["image_ref"], row["image_ref"]);
        Assert.Null(row["system_metadata"]!["shelved_image_id"]);
        Assert.Equal([SnapshotOf(request)], harness.Images.Deleted);
        var spawned = harness.Driver.Spawned!;
        Assert.Equal((SnapshotOf(request), null), ((string?)spawned.ImageMeta["id"], spawned.Instance.KeyData));
        Assert.Equal("ssh-rsa AAAA", (string?)row["key_data"]);
        Assert.Contains(harness.Rpc.Sent, s => s.Method == "update_instance_info");
        Assert.Empty(harness.IntentFiles);
    }

    [Theory]
    [InlineData("save", "delete_allocation")]
    [InlineData("claim", "claim", "delete_allocation")]
    [InlineData("spawn", "claim", "abort_claim", "delete_allocation")]
    public async Task An_unshelve_that_fails_leaves_the_server_offloaded_with_its_snapshot(string step, params string[] calls)
    {
        var (request, row) = Given("unshelve");
        var saves = 0;
        if (step == "save")
            _harness.Conductor.Before = call => call.Name == "Instance.save" && saves++ == 0 ? throw new RpcTimeoutException("lost") : Task.CompletedTask;
        _harness.Resources.OnClaim = () => step == "claim" ? throw new ComputeResourcesUnavailable("full") : Task.CompletedTask;
        if (step == "spawn")
            _harness.Driver.On["spawn"] = _ => throw new InstanceDeployFailure("no");
        await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(request));
        Assert.Equal(("shelved_offloaded", null, null), ((string?)row["vm_state"], (string?)row["task_state"], (string?)row["host"]));
        Assert.Equal(calls, _harness.Resources.Calls);
        Assert.Equal(step == "spawn" ? ["spawn", "destroy"] : [], _harness.Driver.Calls);
        Assert.Empty(_harness.Images.Deleted);
        Assert.Contains("InstanceFault.create", _harness.Conductor.CallNames);
        Assert.Empty(_harness.IntentFiles);
    }

    private static IReadOnlyList<string> Expected(ComputeHarness harness) =>
        [.. harness.Conductor.Calls.Where(c => c.Name == "Instance.save").Select(c => c.Kwargs["expected_task_state"]?.ToString(Formatting.None) ?? "null")];

    private static string ImageId(RecordedRequest request) => (string)request.Args["image_id"]!;

    private static string SnapshotOf(RecordedRequest request) => (string)request.Args["image"]!["id"]!;

    private (RecordedRequest Request, JObject Row) Given(string name)
    {
        var request = Fixture.Request(name);
        var row = _harness.Store(request);
        if (name == "shelve")
            _harness.Driver.Guests[request.InstanceUuid] = PowerState.Running;
        return (request, row);
    }
}
