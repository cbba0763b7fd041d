using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Periodic;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Periodic;

/// <summary>nova: _poll_rescued_instances.</summary>
public sealed class RescuedInstancesTests : IDisposable
{
    private readonly ComputeHarness _harness = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData(3601, null, "active")]
    [InlineData(3599, null, "rescued")]
    [InlineData(3601, "deleting", "rescued")]
    public async Task A_rescue_ends_after_rescue_timeout(int seconds, string? taskState, string vmState)
    {
        var request = Fixture.Request("unrescue");
        request.InstanceData["task_state"] = taskState;
        request.InstanceData["launched_at"] = _time.GetUtcNow().AddSeconds(-seconds).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var row = _harness.Store(request);
        var listed = (JObject)row.DeepClone();
        _harness.Conductor.Answers["InstanceList.get_by_filters"] = (_, _) => _harness.Conductor.List("InstanceList", "Instance", [listed]);
        _harness.Driver.Guests[request.InstanceUuid] = PowerState.Running;

        await new RescuedInstances(
            _harness.Conductor, _harness.Wiring.PeriodicOperations, _harness.Options, new PeriodicOptions { RescueTimeout = TimeSpan.FromHours(1) }, _time,
            _harness.Log.CreateLogger<RescuedInstances>()).RunAsync(RequestContext.Admin(), default);

        Assert.Equal((vmState, taskState), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Equal(vmState == "active", _harness.Conductor.CallNames.Contains("InstanceAction.action_start"));
        Assert.Equal(vmState == "active", _harness.Driver.Calls.Contains("unrescue(True)"));
    }
}
