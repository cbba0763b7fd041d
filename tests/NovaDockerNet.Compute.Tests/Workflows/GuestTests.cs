using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Oslo.Messaging.Failures;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Workflows;

/// <summary>Suspending, password, crash dump, quiescing and diagnostics, with requests recorded from nova 26.</summary>
public sealed class GuestTests : IDisposable
{
    private readonly ComputeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Suspend_remembers_the_state_and_resume_goes_back_to_it()
    {
        var (request, row) = Given("suspend", PowerState.Running);
        await _harness.SendAsync(request);
        Assert.Equal(("suspended", null, 7), ((string?)row["vm_state"], (string?)row["task_state"], (int)row["power_state"]!));
        Assert.Equal("active", (string?)row["system_metadata"]!["old_vm_state"]);
        Assert.Equal("[\"suspending\"]", ExpectedOfLastSave());
        Assert.Equal("compute_suspend_instance", (string?)_harness.Conductor.Calls[0].Args[1]);

        var resume = Fixture.Request("resume");
        row["task_state"] = "resuming";
        resume.InstanceData["system_metadata"] = row["system_metadata"]!.DeepClone();
        resume.InstanceData["system_metadata"]!["old_vm_state"] = "active";
        await _harness.SendAsync(resume);
        Assert.Equal(("active", null, 1), ((string?)row["vm_state"], (string?)row["task_state"], (int)row["power_state"]!));
        Assert.Null(row["system_metadata"]!["old_vm_state"]);
        Assert.Equal("[\"resuming\"]", ExpectedOfLastSave());
        Assert.Equal(["suspend", "resume"], _harness.Driver.Calls);
        Assert.Empty(_harness.IntentFiles);
    }

    [Theory]
    [InlineData(false, "error")]
    [InlineData(true, "active")]
    public async Task A_failed_suspend_is_an_error_unless_nothing_was_done(bool nothingDone, string vmState)
    {
        var (request, row) = Given("suspend", PowerState.Running);
        _harness.Driver.On["suspend"] = _ => throw (nothingDone ? new NotImplementedException("no") : new InstanceNotRunning(request.InstanceUuid));
        await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(request));
        Assert.Equal((vmState, null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Contains("InstanceFault.create", _harness.Conductor.CallNames);
    }

    [Fact]
    public async Task A_password_is_set_and_never_logged()
    {
        var (request, row) = Given("password", PowerState.Running);
        request.Args["new_pass"] = "s3cret-of-the-user";
        await _harness.SendAsync(request);
        Assert.Equal(["set_admin_password(s3cret-of-the-user)"], _harness.Driver.Calls);
        Assert.Null((string?)row["task_state"]);
        Assert.Equal("[\"updating_password\"]", ExpectedOfLastSave());
        Assert.DoesNotContain(_harness.Log.Lines, line => line.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_reason_of_a_failed_password_stays_with_the_operator()
    {
        var (request, row) = Given("password", PowerState.Running);
        _harness.Driver.On["set_admin_password"] = _ => throw new InvalidOperationException("s3cret");
        var failure = await FailsAsync(request);
        Assert.Equal("InstancePasswordSetFailed", failure.Class);
        Assert.Equal("error setting admin password", (string?)failure.Kwargs["reason"]);
        Assert.Null((string?)row["task_state"]);
    }

    [Fact]
    public async Task An_image_without_means_is_refused_with_the_reason()
    {
        var (request, row) = Given("password", PowerState.Running);
        _harness.Driver.On["set_admin_password"] = _ => throw new SetAdminPasswdNotSupported("no chpasswd");
        var failure = await FailsAsync(request);
        Assert.Equal(("SetAdminPasswdNotSupported", "no chpasswd"), (failure.Class, MessageOf(failure)));
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
    }

    [Fact]
    public async Task A_server_that_is_off_has_no_password_to_set()
    {
        var (request, row) = Given("password", PowerState.Shutdown);
        var failure = await FailsAsync(request);
        Assert.Equal("InstancePasswordSetFailed", failure.Class);
        Assert.Contains("is not running", MessageOf(failure), StringComparison.Ordinal);
        Assert.Null((string?)row["task_state"]);
        Assert.Empty(_harness.Driver.Calls);
    }

    [Theory]
    [InlineData("trigger_crash_dump", "trigger_crash_dump")]
    [InlineData("quiesce_instance", "quiesce")]
    [InlineData("unquiesce_instance", "unquiesce")]
    public async Task What_changes_no_state(string method, string driverCall)
    {
        var (request, _) = Given("suspend", PowerState.Running);
        await _harness.SendAsync(method, new JObject { ["instance"] = request.Args["instance"]!.DeepClone() }, request.ContextValues);
        Assert.Equal([driverCall], _harness.Driver.Calls);
        Assert.DoesNotContain("Instance.save", _harness.Conductor.CallNames);
    }

    [Fact]
    public async Task Diagnostics_as_an_object()
    {
        var (request, _) = Given("diagnostics", PowerState.Running);
        var answer = (JObject)(await _harness.SendAsync(request))!;
        var data = (JObject)answer["nova_object.data"]!;
        Assert.Equal("Diagnostics", (string?)answer["nova_object.name"]);
        Assert.Equal(("running", "docker", 1, 1), ((string?)data["state"], (string?)data["hypervisor"], (int)data["num_nics"]!, (int)data["num_disks"]!));
        Assert.Equal((512, 64), ((int)data["memory_details"]!["nova_object.data"]!["maximum"]!, (int)data["memory_details"]!["nova_object.data"]!["used"]!));
        Assert.StartsWith("fa:16:3e:", (string)data["nic_details"]![0]!["nova_object.data"]!["mac_address"]!, StringComparison.Ordinal);
        Assert.Equal(data.Properties().Select(p => p.Name), answer["nova_object.changes"]!.Values<string>());
    }

    [Fact]
    public async Task Diagnostics_in_libvirts_names()
    {
        var (request, _) = Given("diagnostics", PowerState.Running);
        var answer = (JObject)(await _harness.SendAsync("get_diagnostics", request.Args, request.ContextValues))!;
        Assert.Equal(17_000_000_000, (long)answer["cpu0_time"]!);
        Assert.Equal((524288, 65536, 458752), ((long)answer["memory"]!, (long)answer["memory-rss"]!, (long)answer["memory-unused"]!));
        Assert.Equal((1000, 2000), ((long)answer["eth0_rx"]!, (long)answer["eth0_tx"]!));
        Assert.Contains(answer.Properties(), p => p.Name.EndsWith("_write_req", StringComparison.Ordinal) && (long)p.Value == 2);
    }

    [Fact]
    public async Task Diagnostics_of_a_server_that_is_off_name_its_state()
    {
        var (request, _) = Given("diagnostics", PowerState.Shutdown);
        request.InstanceData["power_state"] = 4;
        var failure = await FailsAsync(request);
        Assert.Equal("InstanceInvalidState", failure.Class);
        Assert.Equal("shutdown", (string?)failure.Kwargs["state"]);
    }

    private async Task<IRpcFailure> FailsAsync(RecordedRequest request) =>
        Assert.IsAssignableFrom<IRpcFailure>(await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(request)));

    private static string MessageOf(IRpcFailure failure) => ((Exception)failure).Message;

    private string ExpectedOfLastSave() =>
        _harness.Conductor.Calls.Last(c => c.Name == "Instance.save").Kwargs["expected_task_state"]!.ToString(Newtonsoft.Json.Formatting.None);

    private (RecordedRequest Request, JObject Row) Given(string name, PowerState power)
    {
        var request = Fixture.Request(name);
        var row = _harness.Store(request);
        _harness.Driver.Guests[request.InstanceUuid] = power;
        return (request, row);
    }
}
