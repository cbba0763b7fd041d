using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Workflows;

public sealed class TerminateTests : IDisposable
{
    private readonly ComputeHarness _harness = new();
    private readonly RecordedRequest _delete = Fixture.Request("delete");
    private readonly JObject _row;

    public TerminateTests()
    {
        _row = _harness.Store(_delete);
        _harness.Driver.Guests[_delete.InstanceUuid] = PowerState.Running;
    }

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task A_recorded_delete_ends_with_the_row()
    {
        await _harness.SendAsync(_delete);

        Assert.Equal(
            [
                "InstanceActionEvent.event_start", "Instance.save", "ConsoleAuthToken.clean_console_auths_for_instance", "Instance.destroy",
                "InstanceActionEvent.event_finish_with_failure",
            ],
            _harness.Conductor.CallNames);
        var save = _harness.Conductor.Calls.Single(c => c.Name == "Instance.save");
        Assert.Equal("deleted", (string?)save.Data["vm_state"]);
        Assert.False(save.Kwargs.ContainsKey("expected_task_state"));
        Assert.Equal(["unplug_vifs", "destroy"], _harness.Driver.Calls);
        Assert.Equal(["deallocate"], _harness.Network.Calls);
        Assert.Equal(["update_usage", "delete_allocation"], _harness.Resources.Calls);
        Assert.Equal("delete_instance_info", Assert.Single(_harness.Rpc.Sent).Method);
        Assert.Empty(_harness.Conductor.Instances);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task Deleting_what_is_gone_already_is_no_failure()
    {
        await _harness.SendAsync(_delete);
        await _harness.SendAsync(_delete);
        Assert.DoesNotContain("InstanceFault.create", _harness.Conductor.CallNames);
    }

    [Fact]
    public async Task A_guest_that_stays_keeps_row_and_allocation()
    {
        _harness.Driver.On["destroy"] = _ => throw new InstanceTerminationFailure("device busy");
        await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(_delete));
        Assert.Equal("error", (string?)_row["vm_state"]);
        Assert.DoesNotContain("delete_allocation", _harness.Resources.Calls);
        Assert.Contains("InstanceFault.create", _harness.Conductor.CallNames);
        Assert.NotNull((string?)_harness.Conductor.Calls.Last(c => c.Name == "InstanceActionEvent.event_finish_with_failure").Kwargs["exc_tb"]);

        // And it can be run again.
        _harness.Driver.On.Clear();
        await _harness.SendAsync(_delete);
        Assert.Empty(_harness.Conductor.Instances);
    }

    [Fact]
    public async Task A_guest_that_can_neither_be_cut_off_nor_powered_off_keeps_its_address()
    {
        _harness.Driver.On["unplug_vifs"] = _ => throw new VirtualInterfaceUnplugException("no switch");
        _harness.Driver.On["destroy"] = _ => throw new InstancePowerOffFailure("unkillable");
        await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(_delete));
        Assert.Empty(_harness.Network.Calls);
    }

    [Fact]
    public async Task A_guest_that_cannot_be_cut_off_is_gone_before_its_addresses_are_released()
    {
        _harness.Driver.On["unplug_vifs"] = _ => throw new VirtualInterfaceUnplugException("no switch");
        _harness.Driver.On["destroy"] = _ =>
        {
            Assert.Empty(_harness.Network.Calls);
            return Task.CompletedTask;
        };
        await _harness.SendAsync(_delete);
        Assert.Equal(["deallocate"], _harness.Network.Calls);
        Assert.Empty(_harness.Conductor.Instances);
    }

    [Fact]
    public async Task A_guest_that_is_cut_off_is_destroyed_while_its_addresses_are_released()
    {
        _harness.Driver.On["destroy"] = async cancellationToken =>
        {
            Assert.Equal("unplug_vifs", _harness.Driver.Calls[0]);
            await Eventually.TrueAsync(() => _harness.Network.Calls.Contains("deallocate"), "the deallocation");
        };
        await _harness.SendAsync(_delete);
        Assert.Empty(_harness.Conductor.Instances);
    }

    [Fact]
    public async Task A_server_is_called_deleted_while_its_ports_are_forgotten_and_its_row_goes_after_that()
    {
        _harness.Network.OnForget = async () =>
        {
            await Eventually.TrueAsync(() => (string?)_row["vm_state"] == "deleted" && _harness.Resources.Calls.Contains("delete_allocation"), "the record");
            Assert.DoesNotContain("Instance.destroy", _harness.Conductor.CallNames);
        };
        await _harness.SendAsync(_delete);
        Assert.Empty(_harness.Conductor.Instances);
    }

    [Fact]
    public async Task A_server_whose_ports_cannot_be_forgotten_keeps_its_row()
    {
        _harness.Network.OnForget = () => throw new InstanceInfoCacheNotFound(_delete.InstanceUuid);
        await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(_delete));
        Assert.Equal("error", (string?)_row["vm_state"]);
        Assert.DoesNotContain("Instance.destroy", _harness.Conductor.CallNames);
    }

    [Fact]
    public async Task A_failure_to_cut_off_of_another_kind_ends_the_deletion_with_nothing_released()
    {
        _harness.Driver.On["unplug_vifs"] = _ => throw new InvalidOperationException("no such kernel");
        await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(_delete));
        Assert.Empty(_harness.Network.Calls);
        Assert.Equal(["unplug_vifs"], _harness.Driver.Calls);
        Assert.Equal("error", (string?)_row["vm_state"]);
    }
}
