using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Notifications;
using NovaDockerNet.Compute.Periodic;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects;
using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Periodic;

/// <summary>nova: _instance_usage_audit.</summary>
public sealed class UsageAuditTests : IDisposable
{
    private readonly ComputeHarness _harness = new(o => o with { Notifications = o.Notifications with { AuditPeriod = AuditPeriod.Parse("day") } });
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Once_per_period_and_in_the_task_log()
    {
        var end = new DateTimeOffset(_time.GetUtcNow().AddTicks(-1).UtcDateTime.Date, TimeSpan.Zero);
        var row = _harness.Store(Fixture.Request("stop"));
        JObject? logged = null;
        _harness.Conductor.Answers["TaskLog.get"] = (_, _) => logged is null ? JValue.CreateNull() : FakeConductor.Envelope(_harness.Conductor.Profile, "TaskLog", logged);
        _harness.Conductor.Answers["InstanceList._get_active_by_window_joined"] = (_, _) => _harness.Conductor.List("InstanceList", "Instance", [row]);

        await RunAsync();
        var get = _harness.Conductor.Calls.First(c => c.Name == "TaskLog.get").Args;
        Assert.Equal(
            ["instance_usage_audit", $"{end.AddDays(-1):yyyy-MM-dd}T00:00:00.000000", $"{end:yyyy-MM-dd}T00:00:00.000000", ComputeHarness.Host],
            get.Values<string>());
        var window = _harness.Conductor.Calls.First(c => c.Name == "InstanceList._get_active_by_window_joined").Args;
        Assert.Equal(($"{end.AddDays(-1):yyyy-MM-dd}T00:00:00Z", $"{end:yyyy-MM-dd}T00:00:00Z"), ((string?)window[0], (string?)window[1]));
        Assert.Equal((null, ComputeHarness.Host), ((string?)window[2], (string?)window[3]));
        Assert.Equal(1, _harness.Conductor.CallNames.Count(name => name == "TaskLog.begin_task"));
        Assert.Equal(1, _harness.Conductor.CallNames.Count(name => name == "TaskLog.end_task"));

        logged = new JObject { ["task_name"] = "instance_usage_audit" };
        await RunAsync();
        Assert.Equal(1, _harness.Conductor.CallNames.Count(name => name == "TaskLog.begin_task"));
    }

    private Task RunAsync() => new UsageAudit(
        _harness.Conductor, _harness.Wiring.Notifications, _harness.Options, _time, _harness.Log.CreateLogger<UsageAudit>()).RunAsync(RequestContext.Admin(), default);
}
