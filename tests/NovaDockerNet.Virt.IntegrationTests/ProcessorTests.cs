using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.DockerEngine.Containers;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.TestKit;
using NovaDockerNet.Virt.Hardware;
using NovaDockerNet.Virt.Inventory;
using NovaDockerNet.Virt.Spawn;

namespace NovaDockerNet.Virt.IntegrationTests;

/// <summary>Guests on CPUs of their own and on those that others share, on a real dockerd.</summary>
public sealed class ProcessorTests : IAsyncLifetime, IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly NovaProfile s_profile = NovaProfile.ForRelease("26");

    private readonly string _uuid = Guid.NewGuid().ToString();
    private readonly int _shared;
    private readonly int _dedicated;
    private readonly DriverFixture _fixture;

    public ProcessorTests()
    {
        var online = HostProcessors.Read(File.ReadAllText("/proc/meminfo")).Online;
        (_shared, _dedicated) = (online[0], online[^1]);
        _fixture = new DriverFixture { Cpus = _shared == _dedicated ? CpuSets.None : new CpuSets([_dedicated], [_shared]) };
    }

    public async Task InitializeAsync() => await _fixture.InitializeAsync();

    public async Task DisposeAsync()
    {
        try
        {
            await _fixture.Driver.DestroyAsync(_uuid, null, destroyDisks: true, None);
        }
        catch (SkipException)
        {
            // The test itself has skipped, with the reason.
        }
        await _fixture.DisposeAsync();
    }

    public void Dispose() => _fixture.Dispose();

    [SkippableFact]
    public async Task A_running_guest_moves_to_its_own_cpu_and_back_and_a_stop_changes_nothing()
    {
        Skip.If(_shared == _dedicated, "this host has one CPU");
        var request = Request();
        await _fixture.Driver.SpawnAsync(request, None);
        var process = await AssertOnAsync(_shared);

        var pinned = Pinned();
        await _fixture.Driver.ResizeAsync(request.Instance, request.Instance.Flavor, pinned, None);
        Assert.Equal(process, await AssertOnAsync(_dedicated));
        await _fixture.Driver.ResizeAsync(request.Instance, request.Instance.Flavor, null, None);
        Assert.Equal(process, await AssertOnAsync(_shared));

        request.Instance.NumaTopology = pinned;
        await _fixture.Driver.EnsureProcessorsAsync(request.Instance, known: null, None);
        Assert.Equal(process, await AssertOnAsync(_dedicated));
        // Frozen it is moved as well.
        await _fixture.Driver.PauseAsync(_uuid, None);
        await _fixture.Driver.ResizeAsync(request.Instance, request.Instance.Flavor, null, None);
        await _fixture.Driver.EnsureProcessorsAsync(request.Instance, known: null, None);
        await _fixture.Driver.UnpauseAsync(_uuid, None);
        Assert.Equal(process, await AssertOnAsync(_dedicated));

        await _fixture.Driver.PowerOffAsync(_uuid, TimeSpan.Zero, None);
        // Off it is moved too, and has them when it starts.
        request.Instance.NumaTopology = null;
        await _fixture.Driver.EnsureProcessorsAsync(request.Instance, known: null, None);
        await _fixture.Driver.PowerOnAsync(request.Context, request.Instance, DriverFixture.Network(_uuid), None);
        await AssertOnAsync(_shared);
    }

    [SkippableFact]
    public async Task A_guest_is_made_on_its_own_cpu_and_what_an_outsider_changes_is_put_right()
    {
        Skip.If(_shared == _dedicated, "this host has one CPU");
        var request = Request();
        request.Instance.NumaTopology = Pinned();
        await _fixture.Driver.SpawnAsync(request, None);
        await AssertOnAsync(_dedicated);
        var container = await _fixture.InspectAsync(_uuid);
        await _fixture.Docker.Containers.UpdateAsync(
            container.Id, new UpdateContainerParameters { CpusetCpus = CpuSpec.Format([_shared, _dedicated]) }, None);

        await _fixture.Driver.EnsureProcessorsAsync(request.Instance, known: null, None);

        await AssertOnAsync(_dedicated);
        var inventory = await _fixture.Driver.GetInventoryAsync(None);
        Assert.Equal((1, 1), (inventory.Vcpus, inventory.Pcpus));
    }

    private SpawnRequest Request()
    {
        var archive = ContainerImageArchive.Docker(null, new JObject { ["Cmd"] = new JArray("/bin/sh", "-c", "trap 'exit 0' TERM; sleep 1000 & wait") });
        return _fixture.Request(_uuid, _fixture.Glance.Add(archive));
    }

    /// <summary>Answers the guest's process, which the kernel runs on that CPU alone.</summary>
    private async Task<long> AssertOnAsync(int cpu)
    {
        var state = (await _fixture.InspectAsync(_uuid)).State;
        Assert.True(state.Running);
        var status = await File.ReadAllLinesAsync($"/proc/{state.Pid}/status");
        Assert.Equal($"{cpu}", status.Single(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split('\t')[1]);
        return state.Pid;
    }

    private InstanceNumaTopology Pinned()
    {
        var cell = s_profile.Create<InstanceNumaCell>();
        cell.Id = HostProcessors.Read(File.ReadAllText("/proc/meminfo")).Nodes.First(node => node.Cpus.Contains(_dedicated)).Id;
        cell.Cpuset = [];
        cell.Pcpuset = [0];
        cell.Memory = 64;
        cell.CpuPolicy = CpuPolicies.Dedicated;
        cell.CpuPinningRaw = ImmutableDictionary<string, long>.Empty.Add("0", _dedicated);
        var topology = s_profile.Create<InstanceNumaTopology>();
        topology.Cells = [cell];
        return topology;
    }
}
