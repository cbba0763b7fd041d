using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Workflows;

public sealed class SnapshotTests : IDisposable
{
    private readonly ComputeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("26", "snapshot", PowerState.Running)]
    [InlineData("26", "snapshot", PowerState.Paused)]
    [InlineData("26", "snapshot", PowerState.Shutdown)]
    [InlineData("31", "snapshot-31", PowerState.Running)]
    public async Task A_recorded_snapshot_goes_through_novas_states(string release, string name, PowerState power)
    {
        using var harness = new ComputeHarness(release: release);
        var request = Fixture.Request(name);
        var row = harness.Store(request);
        harness.Driver.Guests[request.InstanceUuid] = power;

        await harness.SendAsync(request);

        Assert.Equal(["image_snapshot", "image_pending_upload", "image_uploading", null], harness.Conductor.TaskStates);
        Assert.Equal(
            ["[\"image_snapshot_pending\"]", "null", "[\"image_snapshot\"]", "[\"image_pending_upload\"]", "[\"image_uploading\"]"], Expected(harness));
        Assert.Equal(("active", (int)power), ((string?)row["vm_state"], (int)row["power_state"]!));
        Assert.Equal(["snapshot", "upload"], harness.Driver.Calls);
        Assert.Empty(harness.Images.Deleted);
        Assert.Equal("compute_snapshot_instance", (string?)harness.Conductor.Calls[0].Args[1]);
        Assert.Empty(harness.IntentFiles);
    }

    [Theory]
    [InlineData("snapshot")]
    [InlineData("upload")]
    public async Task What_fails_is_reported_and_the_image_deleted(string step)
    {
        var (request, row) = Given();
        _harness.Driver.On[step] = _ => throw new CouldNotUploadImage("i", "no space");

        var failure = Assert.IsAssignableFrom<IRpcFailure>(await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(request)));

        Assert.Equal("CouldNotUploadImage", failure.Class);
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Equal([ImageId(request)], _harness.Images.Deleted);
        Assert.Equal("Could not upload image i: no space", (string?)_harness.Conductor.Calls.Single(c => c.Name == "InstanceFault.create").Data["message"]);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task A_deletion_ends_the_upload_and_deletes_the_image()
    {
        var (request, row) = Given();
        var uploading = new TaskCompletionSource();
        _harness.Driver.On["upload"] = async token =>
        {
            uploading.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        };
        var snapshot = _harness.SendAsync(request);
        await uploading.Task.WaitAsync(TimeSpan.FromSeconds(30));

        var delete = Fixture.Request("delete");
        row["task_state"] = "deleting";
        delete.Args["instance"] = request.Args["instance"]!.DeepClone();
        await _harness.SendAsync(delete);
        await snapshot;

        Assert.Equal([ImageId(request)], _harness.Images.Deleted);
        Assert.Empty(_harness.Conductor.Instances);
        Assert.DoesNotContain("InstanceFault.create", _harness.Conductor.CallNames);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task A_server_deleted_before_the_snapshot_begins_takes_its_image_along()
    {
        var (request, row) = Given();
        row["task_state"] = "deleting";
        await _harness.SendAsync(request);
        Assert.Equal([ImageId(request)], _harness.Images.Deleted);
        Assert.Equal("deleting", (string?)row["task_state"]);
        Assert.Empty(_harness.Driver.Calls);
    }

    [Fact]
    public async Task An_image_that_was_whole_before_the_deletion_stays()
    {
        var (request, row) = Given();
        _harness.Images.Status = "active";
        _harness.Driver.On["upload"] = _ =>
        {
            row["task_state"] = "deleting";
            return Task.CompletedTask;
        };
        await _harness.SendAsync(request);
        Assert.Empty(_harness.Images.Deleted);
    }

    [Fact]
    public async Task An_image_deleted_by_its_user_ends_the_snapshot_without_a_fault()
    {
        var (request, row) = Given();
        _harness.Driver.On["upload"] = _ => throw new ImageNotFound("i");
        await _harness.SendAsync(request);
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.DoesNotContain("InstanceFault.create", _harness.Conductor.CallNames);
    }

    [Fact]
    public async Task A_server_without_a_container_says_so()
    {
        var (request, row) = Given();
        _harness.Driver.Guests.Clear();
        await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(request));
        Assert.Null((string?)row["task_state"]);
        Assert.Contains("InstanceFault.create", _harness.Conductor.CallNames);
        Assert.Equal([ImageId(request)], _harness.Images.Deleted);
    }

    [Fact]
    public async Task No_more_than_max_concurrent_snapshots_run_at_once()
    {
        using var harness = new ComputeHarness(o => o with { MaxConcurrentSnapshots = 1 });
        var gate = new TaskCompletionSource();
        harness.Driver.On["upload"] = token => gate.Task.WaitAsync(token);
        var first = Fixture.Request("snapshot");
        var second = Fixture.Request("snapshot");
        second.InstanceData["uuid"] = Guid.NewGuid().ToString();
        harness.Store(first);
        var waiting = harness.Store(second);
        harness.Driver.Guests[first.InstanceUuid] = harness.Driver.Guests[second.InstanceUuid] = PowerState.Running;

        var one = harness.SendAsync(first);
        await Eventually.TrueAsync(() => harness.Driver.Calls.Contains("upload"), "the first uploads");
        var other = harness.SendAsync(second);
        await Eventually.TrueAsync(() => (string?)waiting["task_state"] == "image_snapshot", "the second is accepted");
        Assert.Equal(["snapshot", "upload"], harness.Driver.Calls);
        gate.SetResult();
        await Task.WhenAll(one, other);
        Assert.Equal(["snapshot", "upload", "snapshot", "upload"], harness.Driver.Calls);
    }

    [Fact]
    public async Task A_backup_deletes_the_oldest_beyond_its_rotation()
    {
        var request = Backup(rotation: 2);
        _harness.Images.Backups.AddRange([ImageId(request), "b2", "b1", "b0"]);

        await _harness.SendAsync(request);

        Assert.Equal(["image_pending_upload", "image_uploading", null], _harness.Conductor.TaskStates);
        Assert.Equal(["null", "[\"image_backup\"]", "[\"image_pending_upload\"]", "[\"image_uploading\"]"], Expected(_harness));
        Assert.Equal(["b0", "b1"], _harness.Images.Deleted);
        Assert.Equal(("backup", "daily", request.InstanceUuid), (
            _harness.Images.Listed!["image_type"], _harness.Images.Listed["backup_type"], _harness.Images.Listed["instance_uuid"]));
    }

    [Fact]
    public async Task A_backup_that_fails_deletes_its_image_and_no_other()
    {
        var request = Backup(rotation: 1);
        _harness.Images.Backups.AddRange(["b2", "b1"]);
        _harness.Driver.On["upload"] = _ => throw new InvalidOperationException("no");
        await Assert.ThrowsAsync<InvalidOperationException>(() => _harness.SendAsync(request));
        Assert.Equal([ImageId(request)], _harness.Images.Deleted);
    }

    private static IReadOnlyList<string> Expected(ComputeHarness harness) =>
        [.. harness.Conductor.Calls.Where(c => c.Name == "Instance.save").Select(c => c.Kwargs["expected_task_state"]?.ToString(Formatting.None) ?? "null")];

    private static string ImageId(RecordedRequest request) => (string)request.Args["image_id"]!;

    private RecordedRequest Backup(int rotation)
    {
        var recorded = Fixture.Request("snapshot");
        recorded.InstanceData["task_state"] = "image_backup";
        var args = (JObject)recorded.Args.DeepClone();
        args["backup_type"] = "daily";
        args["rotation"] = rotation;
        var request = recorded with { Method = "backup_instance", Args = args };
        _harness.Store(request);
        _harness.Driver.Guests[request.InstanceUuid] = PowerState.Running;
        return request;
    }

    private (RecordedRequest Request, JObject Row) Given()
    {
        var request = Fixture.Request("snapshot");
        var row = _harness.Store(request);
        _harness.Driver.Guests[request.InstanceUuid] = PowerState.Running;
        return (request, row);
    }
}
