using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Instances;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Workflows;

public sealed class PowerTests : IDisposable
{
    private readonly ComputeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("stop", PowerState.Running, "stopped", 4, "power_off(60)", "[\"powering-off\"]")]
    [InlineData("stop", PowerState.Shutdown, "stopped", 4, "power_off(60)", "[\"powering-off\",null]")]
    [InlineData("start", PowerState.Shutdown, "active", 1, "power_on", "[\"powering-on\"]")]
    [InlineData("pause", PowerState.Running, "paused", 3, "pause", "[\"pausing\"]")]
    [InlineData("unpause", PowerState.Paused, "active", 1, "unpause", "[\"unpausing\"]")]
    public async Task Recorded_requests(string name, PowerState before, string vmState, int powerState, string driverCall, string expectedTaskState)
    {
        var (request, row) = Given(name, before);
        await _harness.SendAsync(request);
        Assert.Equal((vmState, null, powerState), ((string?)row["vm_state"], (string?)row["task_state"], (int)row["power_state"]!));
        Assert.Equal([driverCall], _harness.Driver.Calls);
        var save = _harness.Conductor.Calls.Last(c => c.Name == "Instance.save");
        Assert.Equal(expectedTaskState, save.Kwargs["expected_task_state"]!.ToString(Newtonsoft.Json.Formatting.None));
        Assert.Equal("compute_" + request.Method, (string?)_harness.Conductor.Calls[0].Args[1]);
        Assert.Empty(_harness.IntentFiles);
    }

    [Theory]
    [InlineData("reboot-soft", "reboot(Soft)", "reboot_pending", "reboot_started")]
    [InlineData("reboot-hard", "reboot(Hard)", "reboot_pending_hard", "reboot_started_hard")]
    public async Task Recorded_reboots(string name, string driverCall, string pending, string started)
    {
        var (request, row) = Given(name, PowerState.Running);
        await _harness.SendAsync(request);
        Assert.Equal([driverCall], _harness.Driver.Calls);
        Assert.Equal([pending, started, null], _harness.Conductor.TaskStates);
        Assert.Equal(["get_instance_nw_info()"], _harness.Network.Calls);
        Assert.Equal("active", (string?)row["vm_state"]);
    }

    [Fact]
    public async Task A_reboot_that_fails_while_the_guest_runs_leaves_a_fault_and_an_active_server()
    {
        var (request, row) = Given("reboot-soft", PowerState.Running);
        _harness.Driver.On["reboot"] = _ => throw new InvalidOperationException("no");
        await _harness.SendAsync(request);
        Assert.Equal("active", (string?)row["vm_state"]);
        Assert.Contains("InstanceFault.create", _harness.Conductor.CallNames);
    }

    [Fact]
    public async Task A_reboot_that_kills_the_guest_is_an_error()
    {
        var (request, row) = Given("reboot-hard", PowerState.Running);
        _harness.Driver.On["reboot"] = _ =>
        {
            _harness.Driver.Guests[request.InstanceUuid] = PowerState.Shutdown;
            throw new InvalidOperationException("no");
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => _harness.SendAsync(request));
        Assert.Equal(("error", null), ((string?)row["vm_state"], (string?)row["task_state"]));
    }

    [Fact]
    public async Task The_image_can_ask_for_another_shutdown_timeout()
    {
        var (request, _) = Given("stop", PowerState.Running);
        request.InstanceData["system_metadata"]!["image_os_shutdown_timeout"] = "7";
        await _harness.SendAsync(request);
        Assert.Equal(["power_off(7)"], _harness.Driver.Calls);
    }

    [Fact]
    public async Task Not_clean_means_at_once()
    {
        var (request, _) = Given("stop", PowerState.Running);
        request.Args["clean_shutdown"] = false;
        await _harness.SendAsync(request);
        Assert.Equal(["power_off(0)"], _harness.Driver.Calls);
    }

    [Fact]
    public async Task A_failed_stop_reverts_the_task_and_records_why()
    {
        var (request, row) = Given("stop", PowerState.Running);
        _harness.Driver.On["power_off"] = _ => throw new InvalidOperationException("no");
        await Assert.ThrowsAsync<InvalidOperationException>(() => _harness.SendAsync(request));
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Equal("InvalidOperationException", (string?)_harness.Conductor.Calls.Single(c => c.Name == "InstanceFault.create").Data["message"]);
    }

    [Fact]
    public async Task Somebody_elses_task_is_not_reverted()
    {
        var (request, row) = Given("stop", PowerState.Running);
        row["task_state"] = "deleting";
        await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(request));
        Assert.Equal("deleting", (string?)row["task_state"]);
    }

    [Fact]
    public async Task Starting_a_shelved_server_drops_its_snapshot()
    {
        var (request, row) = Given("start", PowerState.Shutdown);
        request.InstanceData["system_metadata"]!["shelved_image_id"] = "snap";
        request.InstanceData["system_metadata"]!["shelved_at"] = "then";
        await _harness.SendAsync(request);
        Assert.Equal(["snap"], _harness.Images.Deleted);
        Assert.DoesNotContain(((JObject)row["system_metadata"]!).Properties(), p => p.Name.StartsWith("shelved", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2", "two\nthree")]
    [InlineData("\"1\"", "three")]
    [InlineData("null", "one\ntwo\nthree")]
    [InlineData("0", "")]
    [InlineData("\"x\"", "")]
    public async Task Console_output_with_a_tail(string tail, string expected)
    {
        var request = Fixture.Request("console-log");
        request.Args["tail_length"] = JToken.Parse(tail);
        Assert.Equal(expected, (string?)await _harness.SendAsync(request));
    }

    private (RecordedRequest Request, JObject Row) Given(string name, PowerState power)
    {
        var request = Fixture.Request(name);
        var row = _harness.Store(request);
        _harness.Driver.Guests[request.InstanceUuid] = power;
        return (request, row);
    }
}
