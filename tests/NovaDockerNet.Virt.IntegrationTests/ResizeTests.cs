using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Spawn;

namespace NovaDockerNet.Virt.IntegrationTests;

/// <summary>A guest takes another flavor without being restarted, on a real dockerd.</summary>
[Collection("driver")]
public sealed class ResizeTests(DriverFixture fixture) : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string _uuid = Guid.NewGuid().ToString();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        try
        {
            await fixture.Driver.DestroyAsync(_uuid, null, destroyDisks: true, None);
        }
        catch (SkipException)
        {
            // The test itself has skipped, with the reason.
        }
    }

    [SkippableFact]
    public async Task Limits_change_on_the_running_guest_and_go_back()
    {
        var request = Request("/bin/sh -c 'while :; do echo tick; sleep 0.1; done'");
        await fixture.Driver.SpawnAsync(request, None);
        var before = await fixture.InspectAsync(_uuid);
        var larger = With(request.Instance.Flavor, memoryMb: 128, swapMb: 64, vcpus: 2);

        await fixture.Driver.ResizeAsync(request.Instance, larger, null, None);
        var after = await fixture.InspectAsync(_uuid);
        Assert.Equal((before.State.Pid, true), (after.State.Pid, after.State.Running));
        Assert.Equal((128L << 20, 200_000L, 2048L), (after.HostConfig.Memory, after.HostConfig.CpuQuota, after.HostConfig.CpuShares));

        await fixture.Driver.ResizeAsync(request.Instance, request.Instance.Flavor, null, None);
        var back = await fixture.InspectAsync(_uuid);
        Assert.Equal((before.HostConfig.Memory, before.HostConfig.CpuQuota), (back.HostConfig.Memory, back.HostConfig.CpuQuota));
        Assert.Equal(before.State.Pid, back.State.Pid);
    }

    [SkippableFact]
    public async Task A_guest_that_is_off_stays_off()
    {
        var request = Request("/bin/sh -c 'sleep 1000'");
        await fixture.Driver.SpawnAsync(request, None);
        await fixture.Driver.PowerOffAsync(_uuid, TimeSpan.Zero, None);
        await fixture.Driver.ResizeAsync(request.Instance, With(request.Instance.Flavor, memoryMb: 128, swapMb: 0, vcpus: 1), null, None);
        var after = await fixture.InspectAsync(_uuid);
        Assert.Equal((false, 128L << 20), (after.State.Running, after.HostConfig.Memory));
    }

    private SpawnRequest Request(string commandLine)
    {
        var archive = ContainerImageArchive.Docker("outsider/app:latest", new JObject { ["Cmd"] = new JArray("sleep", "1000") });
        return fixture.Request(_uuid, fixture.Glance.Add(archive, commandLine: commandLine));
    }

    private static Flavor With(Flavor flavor, long memoryMb, long swapMb, long vcpus)
    {
        var other = Flavor.View((JObject)flavor.ToPrimitive().DeepClone());
        other.MemoryMb = memoryMb;
        other.Swap = swapMb;
        other.Vcpus = vcpus;
        return other;
    }
}
