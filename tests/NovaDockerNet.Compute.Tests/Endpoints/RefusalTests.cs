using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Endpoints;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Oslo.Messaging.Failures;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Endpoints;

public sealed class RefusalTests : IDisposable
{
    private readonly ComputeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task A_request_is_refused_and_nothing_hangs()
    {
        var request = Fixture.Request("diagnostics");
        var row = _harness.Store(request);
        var vmState = (string?)row["vm_state"];
        var args = new JObject { ["instance"] = request.Args["instance"]!.DeepClone(), ["migration_id"] = 1 };

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => _harness.SendAsync("live_migration_abort", args, request.ContextValues));

        var failure = Assert.IsAssignableFrom<IRpcFailure>(refused);
        Assert.Equal(("NotSupported", "nova.exception"), (failure.Class, failure.Module));
        Assert.True(failure.Kwargs.ContainsKey("code"));
        Assert.Equal((vmState, null), ((string?)row["vm_state"], (string?)row["task_state"]));
        Assert.Equal(1, _harness.Conductor.CallNames.Count(c => c == "InstanceFault.create"));
        Assert.NotNull((string?)_harness.Conductor.Calls.Single(c => c.Name == "InstanceActionEvent.event_finish_with_failure").Kwargs["exc_tb"]);
        Assert.Empty(_harness.Driver.Calls);
    }

    [Fact]
    public void Every_refusal_has_a_failure_of_its_own()
    {
        var stop = Fixture.Request("stop");
        foreach (var refused in RefusedOperations.All)
        {
            var args = new JObject { ["instance"] = stop.Args["instance"]!.DeepClone(), ["console_type"] = "novnc" };
            var failure = refused.Failure(new Operation(refused.Method, stop.Context, new OperationArguments(refused.Method, args)));
            Assert.NotEmpty(failure.Message);
        }
        Assert.Equal(RefusedOperations.All.Count, RefusedOperations.All.Select(r => r.Method).Distinct().Count());
    }

    [Fact]
    public async Task What_nova_does_not_expect_of_every_driver_is_Pythons_NotImplementedError()
    {
        var request = Fixture.Request("stop");
        await Assert.ThrowsAsync<NotImplementedException>(() =>
            _harness.SendAsync("host_power_action", new JObject { ["action"] = "reboot" }, request.ContextValues));
    }

    [Fact]
    public async Task Host_operations()
    {
        var context = Fixture.Request("stop").ContextValues;
        Assert.Equal("up 1 day", (string?)await _harness.SendAsync("get_host_uptime", [], context));
        Assert.Equal("disabled", (string?)await _harness.SendAsync("set_host_enabled", new JObject { ["enabled"] = false }, context));
        var cached = await _harness.SendAsync("cache_images", new JObject { ["image_ids"] = new JArray("new", "old", "bad") }, context);
        Assert.True(JToken.DeepEquals(new JObject { ["new"] = "cached", ["old"] = "existing", ["bad"] = "error" }, cached));
    }
}
