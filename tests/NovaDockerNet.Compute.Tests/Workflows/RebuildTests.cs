using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Oslo.Messaging.Failures;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Workflows;

public sealed class RebuildTests : IDisposable
{
    private readonly ComputeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("26", "rebuild")]
    [InlineData("31", "rebuild-31")]
    public async Task A_recorded_rebuild_goes_through_novas_states(string release, string name)
    {
        using var harness = new ComputeHarness(release: release);
        var request = Fixture.Request(name);
        var row = harness.Store(request);
        harness.Driver.Guests[request.InstanceUuid] = PowerState.Running;

        await harness.SendAsync(request);

        Assert.Equal(["rebuilding", "rebuild_block_device_mapping", "rebuild_spawning", null], harness.Conductor.TaskStates);
        Assert.Equal(
            ["[\"rebuilding\"]", "[\"rebuilding\"]", "[\"rebuild_block_device_mapping\"]", "[\"rebuild_spawning\"]"],
            harness.Conductor.Calls.Where(c => c.Name == "Instance.save").Select(c => c.Kwargs["expected_task_state"]?.ToString(Formatting.None)));
        Assert.Equal(("active", 1), ((string?)row["vm_state"], (int)row["power_state"]!));
        Assert.NotEqual((string?)request.InstanceData["launched_at"], (string?)row["launched_at"]);
        Assert.Equal(["prepare_image", "power_off(60)", "remove_guest", "spawn"], harness.Driver.Calls);
        // Ports, allocation and image stay.
        Assert.Equal(["get_instance_nw_info()"], harness.Network.Calls);
        Assert.Empty(harness.Resources.Calls);
        Assert.Empty(harness.Images.Deleted);
        Assert.Equal("compute_rebuild_instance", (string?)harness.Conductor.Calls[0].Args[1]);
        Assert.Empty(harness.IntentFiles);
    }

    [Fact]
    public async Task The_new_guest_gets_the_new_password_files_and_image()
    {
        var (request, _) = Given();
        request.Args["new_pass"] = "secret";
        request.Args["image_ref"] = "1f0d6422-1ede-47aa-9131-77f619e33220";
        request.Args["injected_files"] = new JArray { new JArray("/etc/motd", Convert.ToBase64String("hello"u8)) };
        await _harness.SendAsync(request);
        var spawned = _harness.Driver.Spawned!;
        Assert.Equal("1f0d6422-1ede-47aa-9131-77f619e33220", (string?)spawned.ImageMeta["id"]);
        var metadata = _harness.Driver.ConfigDrive!.Single(file => file.Path == "openstack/latest/meta_data.json");
        Assert.Equal("secret", (string?)JObject.Parse(System.Text.Encoding.UTF8.GetString(metadata.Contents))["admin_pass"]);
        Assert.Equal("/etc/motd", Assert.Single(spawned.InjectedFiles).Path);
    }

    [Fact]
    public async Task What_was_stopped_is_stopped_again()
    {
        var (request, row) = Given("stopped");
        _harness.Driver.Guests[request.InstanceUuid] = PowerState.Shutdown;
        await _harness.SendAsync(request);
        Assert.Equal(("stopped", null, 4), ((string?)row["vm_state"], (string?)row["task_state"], (int)row["power_state"]!));
        Assert.Equal(["prepare_image", "power_off(60)", "remove_guest", "spawn", "power_off(0)"], _harness.Driver.Calls);
        Assert.Contains(
            "compute_stop_instance", _harness.Conductor.Calls.Where(c => c.Name == "InstanceActionEvent.event_start").Select(c => (string?)c.Args[1]));
    }

    [Theory]
    [InlineData("while Neutron answers")]
    [InlineData("while the image is fetched")]
    public async Task A_port_that_is_wired_meanwhile_is_not_waited_for_in_vain(string when)
    {
        var (request, row) = Given();
        _harness.Network.Active = false;
        if (when.Contains("Neutron"))
            _harness.Network.OnRefresh = _ => _harness.WiredAsync(request);
        else
            _harness.Driver.On["prepare_image"] = _ => _harness.WiredAsync(request);

        await _harness.SendAsync(request).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
    }

    [Fact]
    public async Task A_bad_image_is_an_error_that_costs_no_data()
    {
        var (request, row) = Given();
        _harness.Driver.On["prepare_image"] = _ => throw new ImageUnacceptable("i", "it is corrupt");
        await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(request));
        Assert.Equal(("error", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Equal(["prepare_image"], _harness.Driver.Calls);
        Assert.Equal(PowerState.Running, _harness.Driver.Guests[request.InstanceUuid]);
        Assert.Equal("Image i is unacceptable: it is corrupt", (string?)_harness.Conductor.Calls.Single(c => c.Name == "InstanceFault.create").Data["message"]);

        _harness.Driver.On.Clear();
        row["task_state"] = "rebuilding";
        request.InstanceData["vm_state"] = "error";
        await _harness.SendAsync(request);
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
    }

    [Fact]
    public async Task A_guest_that_does_not_start_is_an_error()
    {
        var (request, row) = Given();
        _harness.Driver.On["spawn"] = _ => throw new InstanceDeployFailure("no");
        await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(request));
        Assert.Equal(("error", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.DoesNotContain("delete_allocation", _harness.Resources.Calls);
    }

    [Fact]
    public async Task An_image_that_is_gone_leaves_the_server_as_it_is()
    {
        var (request, row) = Given();
        _harness.Images.Missing.Add((string)request.Args["image_ref"]!);
        await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(request));
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Empty(_harness.Driver.Calls);
    }

    [Fact]
    public async Task A_deletion_ends_the_rebuild_quietly()
    {
        var (request, row) = Given();
        _harness.Driver.On["spawn"] = _ =>
        {
            row["task_state"] = "deleting";
            return Task.CompletedTask;
        };
        await _harness.SendAsync(request);
        Assert.Equal(("active", "deleting"), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.DoesNotContain("InstanceFault.create", _harness.Conductor.CallNames);
    }

    [Theory]
    [InlineData("preserve_ephemeral", "PreserveEphemeralNotSupported")]
    [InlineData("recreate", "InstanceEvacuateNotSupported")]
    public async Task What_cannot_be_is_refused_before_anything_is_touched(string argument, string failureClass)
    {
        var (request, row) = Given();
        request.Args[argument] = true;
        request.Args["orig_image_ref"] = "the-old-image";
        request.Args["orig_sys_metadata"] = new JObject { ["image_base_image_ref"] = "the-old-image" };
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(request));
        Assert.Equal(failureClass, Assert.IsAssignableFrom<IRpcFailure>(refused).Class);
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        if (argument == "preserve_ephemeral")
            Assert.Equal("the-old-image", (string?)row["image_ref"]);
        Assert.Empty(_harness.Driver.Calls);
    }

    private (RecordedRequest Request, JObject Row) Given(string vmState = "active")
    {
        var request = Fixture.Request("rebuild");
        request.InstanceData["vm_state"] = vmState;
        var row = _harness.Store(request);
        _harness.Driver.Guests[request.InstanceUuid] = PowerState.Running;
        return (request, row);
    }
}
