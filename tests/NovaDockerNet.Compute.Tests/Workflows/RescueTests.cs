using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Workflows;

/// <summary>Rescuing and unrescuing, with requests recorded from nova 26.</summary>
public sealed class RescueTests : IDisposable
{
    private const string Other = "5d2b1f0e-0000-4000-8000-000000000001";

    private readonly ComputeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task A_server_is_stopped_and_another_image_runs_in_its_place()
    {
        var (request, row) = Given("rescue");
        request.Args["rescue_image_ref"] = Other;
        await _harness.SendAsync(request);

        Assert.Equal(("rescued", null, 1), ((string?)row["vm_state"], (string?)row["task_state"], (int)row["power_state"]!));
        Assert.Equal("[\"rescuing\"]", ExpectedOfLastSave());
        Assert.NotEqual("2026-11-22T04:22:38Z", (string?)row["launched_at"]);
        Assert.Equal(["check_rescue", "prepare_image", "power_off(60)", "rescue"], _harness.Driver.Calls);
        var rescued = _harness.Driver.Rescued!;
        Assert.Equal((Other, "ancp5NJ5yppM"), ((string?)rescued.ImageMeta["id"], rescued.AdminPassword));
        var meta = JObject.Parse(System.Text.Encoding.UTF8.GetString(
            _harness.Driver.ConfigDrive!.Single(file => file.Path == "openstack/latest/meta_data.json").Contents));
        Assert.Equal("ancp5NJ5yppM", (string?)meta["admin_pass"]);
        Assert.Equal("compute_rescue_instance", (string?)_harness.Conductor.Calls.First(c => c.Name.StartsWith("InstanceActionEvent", StringComparison.Ordinal)).Args[1]);
        Assert.Empty(_harness.IntentFiles);
        Assert.DoesNotContain(_harness.Log.Lines, line => line.Contains("ancp5NJ5yppM", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Killed_at_once_where_that_is_asked_for()
    {
        var (request, _) = Given("rescue");
        request.Args["clean_shutdown"] = false;
        await _harness.SendAsync(request);
        Assert.Contains("power_off(0)", _harness.Driver.Calls);
    }

    [Theory]
    [InlineData(null, "5d2b1f0e-0000-4000-8000-000000000002", "5d2b1f0e-0000-4000-8000-000000000002")]
    [InlineData(Other, "5d2b1f0e-0000-4000-8000-000000000002", Other)]
    [InlineData(null, null, "1ead457e-866c-4fe5-b724-f61dce29aa78")]
    public async Task The_image_is_the_users_or_the_operators_or_its_own(string? configured, string? baseImage, string expected)
    {
        using var harness = new ComputeHarness(o => o with { RescueImageId = configured });
        var request = Fixture.Request("rescue");
        request.InstanceData["system_metadata"]!["image_base_image_ref"] = baseImage ?? "";
        harness.Store(request);
        harness.Driver.Guests[request.InstanceUuid] = PowerState.Running;
        await harness.SendAsync(request);
        Assert.Equal(expected, (string?)harness.Driver.Rescued!.ImageMeta["id"]);
    }

    [Theory]
    [InlineData("check_rescue")]
    [InlineData("prepare_image")]
    public async Task What_fails_before_the_server_is_touched_leaves_it_as_it_was(string step)
    {
        var (request, row) = Given("rescue");
        _harness.Driver.On[step] = _ => throw new InstanceNotRescuable(request.InstanceUuid, "no overlay2");
        var failure = await FailsAsync(request);
        Assert.Equal("InstanceNotRescuable", failure.Class);
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.DoesNotContain("power_off(60)", _harness.Driver.Calls);
        Assert.Contains("InstanceFault.create", _harness.Conductor.CallNames);
        Assert.Empty(_harness.IntentFiles);
    }

    [Theory]
    [InlineData("power_off")]
    [InlineData("rescue")]
    public async Task What_fails_afterwards_is_an_error_with_the_reason(string step)
    {
        var (request, row) = Given("rescue");
        _harness.Driver.On[step] = _ => throw new InvalidOperationException("broken");
        var failure = await FailsAsync(request);
        Assert.Equal(("InstanceNotRescuable", "Driver Error: broken"), (failure.Class, (string?)failure.Kwargs["reason"]));
        Assert.Equal(("error", null), ((string?)row["vm_state"], (string?)row["task_state"]));
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_refused()
    {
        var (request, row) = Given("rescue");
        request.Args["rescue_image_ref"] = Other;
        _harness.Images.Missing.Add(Other);
        Assert.Equal("ImageNotFound", (await FailsAsync(request)).Class);
        Assert.Equal(("active", null), ((string?)row["vm_state"], (string?)row["task_state"]));
    }

    [Fact]
    public async Task A_deletion_does_not_wait_for_the_image_of_a_rescue()
    {
        var (request, row) = Given("rescue");
        var waiting = new TaskCompletionSource();
        _harness.Driver.On["prepare_image"] = async cancellationToken =>
        {
            waiting.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        };
        var rescue = _harness.SendAsync(request);
        await waiting.Task.WaitAsync(TimeSpan.FromSeconds(30));
        row["task_state"] = "deleting";
        await _harness.SendAsync(Fixture.Request("delete").Method, Deletion(request), request.ContextValues);
        await rescue;
        Assert.Empty(_harness.Conductor.Instances);
        Assert.Contains("destroy", _harness.Driver.Calls);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task Unrescue_brings_the_server_back()
    {
        var (request, row) = Given("unrescue");
        await _harness.SendAsync(request);
        Assert.Equal(("active", null, 1), ((string?)row["vm_state"], (string?)row["task_state"], (int)row["power_state"]!));
        Assert.Equal("[\"unrescuing\"]", ExpectedOfLastSave());
        Assert.Equal(["unrescue(True)"], _harness.Driver.Calls);
        Assert.Empty(_harness.IntentFiles);
    }

    [Fact]
    public async Task A_failed_unrescue_is_an_error()
    {
        var (request, row) = Given("unrescue");
        _harness.Driver.On["unrescue"] = _ => throw new InstancePowerOnFailure("no memory");
        Assert.Equal("InstancePowerOnFailure", (await FailsAsync(request)).Class);
        Assert.Equal(("error", null), ((string?)row["vm_state"], (string?)row["task_state"]));
    }

    [Fact]
    public async Task A_reboot_in_rescue_stays_rescued()
    {
        var request = Fixture.Request("reboot-hard");
        request.InstanceData["vm_state"] = "rescued";
        var row = _harness.Store(request);
        _harness.Driver.Guests[request.InstanceUuid] = PowerState.Running;
        await _harness.SendAsync(request);
        Assert.Equal(("rescued", null), ((string?)row["vm_state"], (string?)row["task_state"]));
    }

    private static JObject Deletion(RecordedRequest rescue)
    {
        var args = (JObject)Fixture.Request("delete").Args.DeepClone();
        args["instance"] = rescue.Args["instance"]!.DeepClone();
        args["instance"]!["nova_object.data"]!["task_state"] = "deleting";
        return args;
    }

    private async Task<IRpcFailure> FailsAsync(RecordedRequest request) =>
        Assert.IsAssignableFrom<IRpcFailure>(await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync(request)));

    private string ExpectedOfLastSave() =>
        _harness.Conductor.Calls.Last(c => c.Name == "Instance.save").Kwargs["expected_task_state"]!.ToString(Newtonsoft.Json.Formatting.None);

    private (RecordedRequest Request, JObject Row) Given(string name)
    {
        var request = Fixture.Request(name);
        var row = _harness.Store(request);
        _harness.Driver.Guests[request.InstanceUuid] = PowerState.Running;
        return (request, row);
    }
}
