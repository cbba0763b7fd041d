using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Objects;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Traces;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Reconcile;

public sealed class ReconcilerTests : IDisposable
{
    private readonly ComputeHarness _harness = new();
    private readonly JObject _row;
    private readonly string _uuid;

    public ReconcilerTests()
    {
        var request = Fixture.Request("delete");
        _row = _harness.Store(request);
        _uuid = request.InstanceUuid;
        _row["host"] = "other";
        _row["task_state"] = null;
        _row["deleted"] = false;
        _harness.HostTraces.Traces.Add(new HostTrace(HostTraceKind.Container, "c1", _uuid));
        _harness.HostTraces.Traces.Add(new HostTrace(HostTraceKind.Namespace, "/ns/" + _uuid, _uuid));
        _harness.Driver.On["destroy"] = _ =>
        {
            _harness.HostTraces.Forget(_uuid);
            return Task.CompletedTask;
        };
        _harness.Conductor.Answers["InstanceList.get_by_filters"] = (args, _) =>
        {
            var wanted = ((JArray)args[0]["uuid"]!).Values<string>();
            var deleted = (bool?)args[0]["deleted"];
            return _harness.Conductor.List(
                "InstanceList", "Instance",
                _harness.Conductor.Instances.Values.Where(r => wanted.Contains((string?)r["uuid"]) && (deleted is null || (bool?)r["deleted"] == deleted)));
        };
    }

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task What_is_on_another_host_by_now_is_removed_here()
    {
        await RunAsync();
        Assert.Equal(["destroy"], _harness.Driver.Calls);
        Assert.Empty(_harness.HostTraces.Traces);
    }

    [Fact]
    public async Task What_became_a_server_between_the_two_looks_stays()
    {
        // The first look is over when the rows are asked for again.
        _harness.Conductor.Before = call =>
        {
            if (call.Name == "InstanceList.get_by_filters" && _harness.Conductor.CallNames.Contains("InstanceList.get_by_filters"))
                _row["host"] = ComputeHarness.Host;
            return Task.CompletedTask;
        };
        await RunAsync();
        Assert.Empty(_harness.Driver.Calls);
    }

    [Fact]
    public async Task Whoever_holds_the_instance_is_waited_for_and_what_he_leaves_looked_at()
    {
        Task running;
        using (await _harness.Locks.AcquireAsync(_uuid, default))
        {
            running = RunAsync();
            await Eventually.TrueAsync(() => _harness.Conductor.CallNames.Contains("MigrationList.get_by_filters"), "the first look is over");
            _row["host"] = ComputeHarness.Host;
        }
        await running;
        Assert.Empty(_harness.Driver.Calls);
    }

    [Fact]
    public async Task An_instance_with_an_intent_here_is_left_alone()
    {
        Directory.CreateDirectory(Path.Combine(_harness.State.Path, "intents"));
        await File.WriteAllTextAsync(Path.Combine(_harness.State.Path, "intents", $"{_uuid}.build_and_run_instance.json"), "{}");
        await RunAsync();
        Assert.Empty(_harness.Driver.Calls);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Containers_of_deleted_servers_go_by_running_deleted_instance_action(bool reap, int destroyed)
    {
        _row["deleted"] = true;
        await RunAsync(reap);
        Assert.Equal(destroyed, _harness.Driver.Calls.Count);
    }

    [Fact]
    public async Task A_container_nova_never_heard_of_is_named_and_kept()
    {
        _harness.Conductor.Instances.Clear();
        await RunAsync();
        Assert.Empty(_harness.Driver.Calls);
        Assert.Contains(_harness.Log.Lines, line => line.Contains("Nova does not know the instance", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bindings_and_files_nobody_uses_go_and_the_others_stay()
    {
        _row["host"] = ComputeHarness.Host;
        var used = new HostTrace(HostTraceKind.ContainerBinding, "c1", _uuid);
        _harness.HostTraces.Traces.AddRange([used, new(HostTraceKind.ContainerBinding, "c2", _uuid), new(HostTraceKind.TemporaryFile, "/x.new", null)]);
        await RunAsync();
        Assert.Equal([HostTraceKind.Container, HostTraceKind.Namespace, HostTraceKind.ContainerBinding], _harness.HostTraces.Traces.Select(t => t.Kind));
        Assert.Contains(used, _harness.HostTraces.Traces);
    }

    [Fact]
    public async Task Ports_of_deleted_servers_are_removed()
    {
        _harness.HostTraces.Traces.Clear();
        _harness.Network.DevicesOfHost = [_uuid];
        await RunAsync();
        Assert.Empty(_harness.Network.Calls);

        _row["deleted"] = true;
        await RunAsync();
        Assert.Equal([$"remove_ports({_uuid})"], _harness.Network.Calls);
    }

    [Fact]
    public async Task One_that_cannot_be_removed_does_not_keep_the_others()
    {
        _harness.Driver.On["destroy"] = _ => throw new IOException("device busy");
        _harness.HostTraces.Traces.Add(new HostTrace(HostTraceKind.ContainerBinding, "c2", _uuid));
        await RunAsync();
        Assert.DoesNotContain(_harness.HostTraces.Traces, trace => trace.Name == "c2");
        Assert.Contains(_harness.Log.Lines, line => line.Contains("could not be removed", StringComparison.Ordinal));
    }

    private Task RunAsync(bool reap = true) => _harness.Wiring.PeriodicOperations.Reconciler.RunAsync(RequestContext.Admin(), reap, default);
}
