using Microsoft.Extensions.Logging.Abstractions;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Intents;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Instances;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Startup;

/// <summary>The service ended in the middle of a snapshot, a shelving or an unshelve.</summary>
public sealed class InterruptedImagesTests : IDisposable
{
    private readonly ComputeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("snapshot_instance", "image_uploading")]
    [InlineData("backup_instance", "image_backup")]
    public async Task A_snapshot_goes_with_its_image(string method, string taskState)
    {
        var (request, row) = Given("snapshot", method, "active", taskState, PowerState.Running);
        await _harness.Wiring.InitHost.RunAsync(default);
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Equal([(string)request.Args["image_id"]!], _harness.Images.Deleted);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task A_snapshot_that_was_not_even_recorded_leaves_no_queued_image()
    {
        var (_, row) = Given("snapshot", "snapshot_instance", "active", "image_snapshot_pending", PowerState.Running);
        foreach (var intent in _harness.IntentFiles)
            File.Delete(intent);
        _harness.Images.Backups.Add("image-of-nobody");
        await _harness.Wiring.InitHost.RunAsync(default);
        await _harness.Wiring.InitHost.FinishAsync(default);
        Assert.Null((string?)row["task_state"]);
        Assert.Equal("queued", _harness.Images.Listed!["status"]);
        Assert.Equal((string?)row["uuid"], _harness.Images.Listed!["instance_uuid"]);
        Assert.Equal(["image-of-nobody"], _harness.Images.Deleted);
    }

    [Fact]
    public async Task A_snapshot_that_was_whole_stays()
    {
        var (_, row) = Given("snapshot", "snapshot_instance", "active", "image_uploading", PowerState.Running);
        _harness.Images.Status = "active";
        await _harness.Wiring.InitHost.RunAsync(default);
        Assert.Null((string?)row["task_state"]);
        Assert.Empty(_harness.Images.Deleted);
    }

    [Theory]
    [InlineData("shelving")]
    [InlineData("shelving_image_pending_upload")]
    [InlineData("shelving_image_uploading")]
    public async Task A_shelving_before_its_record_is_undone(string taskState)
    {
        var (request, row) = Given("shelve", "shelve_instance", "active", taskState, PowerState.Shutdown);
        await _harness.Wiring.InitHost.RunAsync(default);
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Equal([(string)request.Args["image_id"]!], _harness.Images.Deleted);
        Assert.Equal(["init_host", "power_on", "plug_vifs"], _harness.Driver.Calls);
        Assert.Empty(_harness.IntentFiles);
    }

    [Theory]
    [InlineData("shelved", "shelving_offloading", true)]
    [InlineData("shelved_offloaded", null, false)]
    public async Task A_shelving_after_its_record_is_finished(string vmState, string? taskState, bool guestIsThere)
    {
        var (_, row) = Given("shelve", "shelve_instance", vmState, taskState, guestIsThere ? PowerState.Shutdown : null);
        await _harness.Wiring.InitHost.RunAsync(default);
        Assert.Equal(("shelved_offloaded", null, null), ((string?)row["vm_state"], (string?)row["task_state"], (string?)row["host"]));
        Assert.Empty(_harness.Images.Deleted);
        Assert.Empty(_harness.Driver.Guests);
        Assert.Empty(_harness.IntentFiles);
    }

    [Theory]
    [InlineData("unshelving", false)]
    [InlineData("spawning", true)]
    public async Task An_unshelve_before_its_record_is_undone(string taskState, bool claimed)
    {
        var (_, row) = Given("unshelve", "unshelve_instance", "shelved_offloaded", taskState, claimed ? PowerState.Running : null);
        row["host"] = claimed ? ComputeHarness.Host : JValue.CreateNull();
        await _harness.Wiring.InitHost.RunAsync(default);
        Assert.Equal(("shelved_offloaded", null, null), ((string?)row["vm_state"], (string?)row["task_state"], (string?)row["host"]));
        Assert.Empty(_harness.Images.Deleted);
        Assert.Empty(_harness.Driver.Guests);
        Assert.Contains("delete_allocation", _harness.Resources.Calls);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task An_unshelve_after_its_record_only_leaves_its_snapshot()
    {
        var (request, row) = Given("unshelve", "unshelve_instance", "active", null, PowerState.Running);
        await _harness.Wiring.InitHost.RunAsync(default);
        Assert.Equal(("active", ComputeHarness.Host), ((string?)row["vm_state"], (string?)row["host"]));
        Assert.Equal([(string)request.Args["image"]!["id"]!], _harness.Images.Deleted);
        Assert.Single(_harness.Driver.Guests);
    }

    [Fact]
    public async Task What_cannot_be_undone_is_tried_again_at_the_next_start()
    {
        Given("unshelve", "unshelve_instance", "shelved_offloaded", "spawning", PowerState.Running);
        _harness.Driver.On["destroy"] = _ => throw new InvalidOperationException("no");
        await _harness.Wiring.InitHost.RunAsync(default);
        Assert.Single(_harness.IntentFiles);
    }

    [Theory]
    [InlineData("error", "rebuild_spawning")]
    [InlineData("paused", "rebuilding")]
    public async Task A_rebuild_is_an_error_whatever_the_server_was(string vmState, string taskState)
    {
        var (_, row) = Given("rebuild", "rebuild_instance", vmState, taskState, PowerState.Running);
        await _harness.Wiring.InitHost.RunAsync(default);
        Assert.Equal(("error", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Contains("the rebuild was interrupted", (string?)_harness.Conductor.Calls.Single(c => c.Name == "InstanceFault.create").Data["message"]);
    }

    private (RecordedRequest Request, JObject Row) Given(string name, string method, string vmState, string? taskState, PowerState? guest)
    {
        var request = Fixture.Request(name);
        var row = _harness.Store(request);
        row["vm_state"] = vmState;
        row["task_state"] = taskState;
        row["host"] = ComputeHarness.Host;
        if (guest is { } power)
            _harness.Driver.Guests[request.InstanceUuid] = power;
        new IntentStore(_harness.State.Path, TimeProvider.System, NullLogger<IntentStore>.Instance)
            .Record(method, request.InstanceUuid, "req-1", request.ContextValues, request.Args);
        return (request, row);
    }
}
