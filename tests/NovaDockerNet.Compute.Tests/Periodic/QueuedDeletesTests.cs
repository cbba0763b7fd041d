using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Periodic;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Periodic;

public sealed class QueuedDeletesTests : IDisposable
{
    private readonly ComputeHarness _harness = new(o => o with { ReclaimInstanceInterval = TimeSpan.FromMinutes(10) });

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData(11, null, true)]
    [InlineData(9, null, false)]
    // Restored, or being deleted, since it was listed.
    [InlineData(11, "restoring", false)]
    public async Task Old_enough_and_nobody_at_work(int minutesAgo, string? taskState, bool deleted)
    {
        var row = Given(minutesAgo);
        var listed = (JObject)row.DeepClone();
        _harness.Conductor.Answers["InstanceList.get_by_filters"] = (_, _) => _harness.Conductor.List("InstanceList", "Instance", [listed]);
        row["task_state"] = taskState is null ? JValue.CreateNull() : taskState;

        await Tasks().RunAsync(RequestContext.Admin(), default);

        Assert.Equal(!deleted, _harness.Conductor.Instances.ContainsKey((string)row["uuid"]!));
        Assert.Equal(deleted, _harness.Driver.Calls.Contains("destroy"));
        Assert.Equal(deleted, _harness.Resources.Calls.Contains("delete_allocation"));
        var filters = _harness.Conductor.Calls.Single(c => c.Name == "InstanceList.get_by_filters").Args[0];
        Assert.True(JToken.DeepEquals(new JObject { ["vm_state"] = "soft-delete", ["task_state"] = null, ["host"] = ComputeHarness.Host }, filters));
    }

    [Fact]
    public async Task One_that_cannot_be_deleted_does_not_keep_the_others()
    {
        var row = Given(11);
        _harness.Conductor.Answers["InstanceList.get_by_filters"] = (_, _) =>
            _harness.Conductor.List("InstanceList", "Instance", [new JObject(row) { ["uuid"] = Guid.NewGuid().ToString() }, row]);

        await Tasks().RunAsync(RequestContext.Admin(), default);

        Assert.Empty(_harness.Conductor.Instances);
        Assert.Contains(_harness.Log.Lines, line => line.Contains("Periodic reclaim failed", StringComparison.Ordinal));
    }

    private JObject Given(int minutesAgo)
    {
        var row = _harness.Store(Fixture.Request("delete"));
        row["vm_state"] = "soft-delete";
        row["task_state"] = JValue.CreateNull();
        row["host"] = ComputeHarness.Host;
        row["deleted_at"] = DateTime.UtcNow.AddMinutes(-minutesAgo).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        _harness.Driver.Guests[(string)row["uuid"]!] = PowerState.Shutdown;
        return row;
    }

    private QueuedDeletes Tasks() => new(
        _harness.Conductor, _harness.Wiring.PeriodicOperations.Terminate, _harness.Options, TimeProvider.System, _harness.Log.CreateLogger<QueuedDeletes>());
}
