using NovaDockerNet.Compute.Network;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Compute.Tests.Network;
using NovaDockerNet.FaultPoints;
using NovaDockerNet.Objects.Instances;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Workflows;

/// <summary>Each operation passes its points in the order of their numbers, and none is left out.</summary>
public sealed class FaultPointTests
{
    [Fact]
    public async Task Build()
    {
        using var harness = new ComputeHarness();
        var request = Fixture.Request("boot");
        harness.Store(request);
        Assert.Equal(Surrounded("build"), await PassedAsync(request.InstanceUuid, () => harness.BuildAsync(request)));
    }

    [Theory]
    [InlineData("delete", "terminate", PowerState.Running)]
    [InlineData("stop", "stop", PowerState.Running)]
    [InlineData("start", "start", PowerState.Shutdown)]
    [InlineData("reboot-soft", "reboot", PowerState.Running)]
    [InlineData("reboot-hard", "reboot", PowerState.Running)]
    [InlineData("pause", "pause", PowerState.Running)]
    [InlineData("unpause", "unpause", PowerState.Paused)]
    [InlineData("suspend", "suspend", PowerState.Running)]
    [InlineData("resume", "resume", PowerState.Suspended)]
    [InlineData("rescue", "rescue", PowerState.Running)]
    [InlineData("unrescue", "unrescue", PowerState.Running)]
    [InlineData("snapshot", "snapshot", PowerState.Running)]
    [InlineData("rebuild", "rebuild", PowerState.Running)]
    [InlineData("unshelve", "unshelve", PowerState.NoState)]
    public async Task Operations(string recorded, string operation, PowerState before)
    {
        using var harness = new ComputeHarness();
        var request = Fixture.Request(recorded);
        harness.Store(request);
        harness.Driver.Guests[request.InstanceUuid] = before;
        Assert.Equal(Surrounded(operation), await PassedAsync(request.InstanceUuid, () => harness.SendAsync(request)));
    }

    [Fact]
    public async Task Shelve_and_offload()
    {
        using var harness = new ComputeHarness();
        var request = Fixture.Request("shelve");
        harness.Store(request);
        harness.Driver.Guests[request.InstanceUuid] = PowerState.Running;
        var intent = Points("intent").ToList();
        Assert.Equal(
            [.. intent[..2], .. Points("shelve"), .. Points("offload"), .. intent[2..]],
            await PassedAsync(request.InstanceUuid, () => harness.SendAsync(request)));
    }

    [Fact]
    public async Task Networks()
    {
        using var fixture = new NetworkFixture();
        Assert.Equal(Points("allocate"), await PassedAsync(NetworkFixture.Uuid, () => fixture.RunningAsync(NetworkFixture.OnNetwork("net-a"))));
        Assert.Equal(
            Points("deallocate"),
            await PassedAsync(
                NetworkFixture.Uuid, () => fixture.Api.DeallocateForInstanceAsync(
                    fixture.Context, fixture.Instance, null, DeallocationBeside.Nothing, CancellationToken.None)));
    }

    private static async Task<IReadOnlyList<string>> PassedAsync(string uuid, Func<Task> operation)
    {
        var passed = new List<string>();
        using (FaultSwitch.Observe((point, instance) =>
        {
            Assert.Equal(uuid, instance);
            lock (passed)
                passed.Add(point.Id);
        }))
            await operation();
        return passed;
    }

    private static IEnumerable<string> Surrounded(string operation)
    {
        var intent = Points("intent").ToList();
        return [.. intent[..2], .. Points(operation), .. intent[2..]];
    }

    private static IEnumerable<string> Points(string operation) => ComputeFaultPoints.All.Where(p => p.Operation == operation).Select(p => p.Id);
}
