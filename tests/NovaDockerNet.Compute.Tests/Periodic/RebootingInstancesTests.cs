using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Periodic;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Periodic;

/// <summary>nova: _poll_rebooting_instances.</summary>
public sealed class RebootingInstancesTests : IDisposable
{
    private readonly ComputeHarness _harness = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData(601, false, true)]
    [InlineData(599, false, false)]
    [InlineData(601, true, false)]
    public async Task A_reboot_that_nobody_works_on_is_made_hard(int seconds, bool busy, bool rebooted)
    {
        var request = Fixture.Request("reboot-soft");
        request.InstanceData["updated_at"] = _time.GetUtcNow().AddSeconds(-seconds).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var row = _harness.Store(request);
        var listed = (JObject)row.DeepClone();
        _harness.Conductor.Answers["InstanceList.get_by_filters"] = (_, _) => _harness.Conductor.List("InstanceList", "Instance", [listed]);
        _harness.Driver.Guests[request.InstanceUuid] = PowerState.Running;
        using var held = busy ? await _harness.Locks.AcquireAsync(request.InstanceUuid, default) : null;

        await new RebootingInstances(
            _harness.Conductor, _harness.Wiring.PeriodicOperations, _harness.Locks, _harness.Options,
            new PeriodicOptions { RebootTimeout = TimeSpan.FromMinutes(10) }, _time, _harness.Log.CreateLogger<RebootingInstances>())
            .RunAsync(RequestContext.Admin(), default);

        Assert.Equal(rebooted ? ["reboot(Hard)"] : [], _harness.Driver.Calls);
        Assert.Equal(("active", rebooted ? null : "rebooting"), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Equal(rebooted, _harness.Conductor.CallNames.Contains("InstanceAction.action_start"));
        Assert.Equal(
            ["rebooting", "reboot_started", "reboot_pending"],
            _harness.Conductor.Calls.Single(c => c.Name == "InstanceList.get_by_filters").Args[0]["task_state"]!.Values<string>());
    }
}
