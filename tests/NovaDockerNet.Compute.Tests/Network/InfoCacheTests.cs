using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using Xunit;
using static NovaDockerNet.Compute.Tests.Network.NetworkFixture;

namespace NovaDockerNet.Compute.Tests.Network;

public sealed class InfoCacheTests : IDisposable
{
    private readonly NetworkFixture _fixture = new();

    private FakeNeutron Neutron => _fixture.Neutron;

    public void Dispose() => _fixture.Dispose();

    private Task<NetworkInfo> RefreshAsync(string? vifId = null) =>
        _fixture.Api.GetInstanceNetworkInfoAsync(_fixture.Context, _fixture.Instance, vifId, CancellationToken.None);

    private Task<NetworkInfo> HealAsync() => _fixture.Api.HealInstanceInfoCacheAsync(_fixture.Context, _fixture.Instance, CancellationToken.None);

    private IEnumerable<string> Saved => _fixture.SavedCache.Select(vif => (string)vif["id"]!);

    [Fact]
    public async Task ARefreshSeesWhatChangedAndKeepsTheOrder()
    {
        var info = await _fixture.RunningAsync(OnNetwork("net-a"), OnNetwork("net-a"), OnNetwork("net-a"));
        foreach (var port in Neutron.Ports.Values)
            port["status"] = "ACTIVE";
        Neutron.Ports.Remove(info[1].Id);

        var fresh = await RefreshAsync();

        Assert.Equal([info[0].Id, info[2].Id], fresh.Select(vif => vif.Id));
        Assert.All(fresh, vif => Assert.True(vif.Active));
        Assert.True(JToken.DeepEquals(_fixture.SavedCache, fresh.Node));
    }

    [Fact]
    public async Task OneVifIsRefreshedWithoutTheOthers()
    {
        var info = await _fixture.RunningAsync(OnNetwork("net-a"), OnNetwork("net-a"));
        foreach (var port in Neutron.Ports.Values)
            port["fixed_ips"]![0]!["ip_address"] = "10.0.1.2" + ((string)port["id"]!)[^1];

        var fresh = await RefreshAsync(info[1].Id);

        Assert.Equal(info.Select(vif => vif.Id), fresh.Select(vif => vif.Id));
        Assert.Equal(info[0].FixedIps.Single().Address, fresh[0].FixedIps.Single().Address);
        Assert.StartsWith("10.0.1.2", fresh[1].FixedIps.Single().Address, StringComparison.Ordinal);
        Assert.NotEqual(info[1].FixedIps.Single().Address, fresh[1].FixedIps.Single().Address);
    }

    [Fact]
    public async Task OneVifComesAndGoes()
    {
        var info = await _fixture.RunningAsync(OnNetwork("net-a"));
        Neutron.AddPort("22222222-0000-4000-8000-0000000000b7", "net-a", "10.0.1.77", p => p["device_id"] = Uuid);
        Assert.Equal([info[0].Id, "22222222-0000-4000-8000-0000000000b7"], (await RefreshAsync("22222222-0000-4000-8000-0000000000b7")).Select(vif => vif.Id));

        Neutron.Ports.Remove(info[0].Id);
        Assert.Equal(["22222222-0000-4000-8000-0000000000b7"], (await RefreshAsync(info[0].Id)).Select(vif => vif.Id));
        Assert.Equal(["22222222-0000-4000-8000-0000000000b7"], Saved);
    }

    [Fact]
    public async Task EventsDuringABuildDoNotTouchTheEmptyCache()
    {
        Neutron.AddPort("22222222-0000-4000-8000-0000000000b7", "net-a", "10.0.1.77", p => p["device_id"] = Uuid);
        Assert.Empty(await RefreshAsync("22222222-0000-4000-8000-0000000000b7"));
        Assert.Equal(0, _fixture.Conductor.Saves);
    }

    [Fact]
    public async Task ALostCacheIsRebuiltInTheOrderOfTheNics()
    {
        var info = await _fixture.RunningAsync(OnNetwork("net-a"), OnNetwork("net-a"), OnNetwork("net-a"));
        _fixture.Conductor.Caches[Uuid] = "[]";
        // Neutron's own order is another one.
        var ports = Neutron.Ports.Reverse().ToList();
        Neutron.Ports.Clear();
        Neutron.AddPort("00000000-0000-4000-8000-0000000000b7", "net-a", "10.0.1.77", p => p["device_id"] = Uuid);
        foreach (var (id, port) in ports)
            Neutron.Ports[id] = port;

        var rebuilt = await RefreshAsync();

        Assert.Equal([.. info.Select(vif => vif.Id), "00000000-0000-4000-8000-0000000000b7"], rebuilt.Select(vif => vif.Id));
        Assert.Equal(rebuilt.Select(vif => vif.Id), Saved);
    }

    [Fact]
    public async Task HealingTakesNeutronsWordForWhatIsAttached()
    {
        Neutron.AddPort("22222222-0000-4000-8000-0000000000b7", "net-a", "10.0.1.77");
        var info = await _fixture.RunningAsync(OnNetwork("net-a"), OnPort("22222222-0000-4000-8000-0000000000b7"));
        Neutron.Ports.Remove(info[0].Id);
        Neutron.AddPort("33333333-0000-4000-8000-0000000000b8", "net-a", "10.0.1.78", p => p["device_id"] = Uuid);

        var healed = await HealAsync();

        Assert.Equal(["22222222-0000-4000-8000-0000000000b7", "33333333-0000-4000-8000-0000000000b8"], healed.Select(vif => vif.Id));
        Assert.Equal([true, false], healed.Select(vif => vif.PreserveOnDelete));
    }

    [Fact]
    public async Task AnEmptyListThatContradictsAPortIsNotBelieved()
    {
        var info = await _fixture.RunningAsync(OnNetwork("net-a"));
        // The port has come under another project, so the list by project misses it.
        Neutron.Ports[info[0].Id]["tenant_id"] = "other";
        Assert.Equal(info[0].Id, Assert.Single(await HealAsync()).Id);
        Assert.Equal([info[0].Id], Saved);

        Neutron.Ports[info[0].Id]["device_id"] = "";
        Assert.Empty(await HealAsync());
        Assert.Empty(Saved);
    }

    [Fact]
    public async Task ADeletedServerHasNoCacheToSave()
    {
        var info = await _fixture.RunningAsync(OnNetwork("net-a"));
        var saves = _fixture.Conductor.Saves;
        _fixture.Instance.Deleted = true;
        await _fixture.Api.UpdateInstanceCacheAsync(_fixture.Context, _fixture.Instance, info, CancellationToken.None);
        Assert.Equal(saves, _fixture.Conductor.Saves);
    }

    [Fact]
    public async Task AServerThatMovedToAnotherCellIsReported()
    {
        await _fixture.RunningAsync(OnNetwork("net-a"));
        _fixture.Conductor.InstanceIsGone = true;
        await Assert.ThrowsAsync<InstanceNotFound>(() => RefreshAsync());
    }

    [Fact]
    public async Task RefreshesOfOneServerTakeTurns()
    {
        await _fixture.RunningAsync(OnNetwork("net-a"));
        var (inside, most) = (0, 0);
        _fixture.Conductor.Before = async (name, method) =>
        {
            if (name != "InstanceInfoCache")
                return;
            // From reading the cache until saving it nobody else may be there.
            if (method == "get_by_instance_uuid")
                most = Math.Max(most, Interlocked.Increment(ref inside));
            else
                Interlocked.Decrement(ref inside);
            await Task.Yield();
        };
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RefreshAsync(null)));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task NoChangeIsLeftInTheInstance()
    {
        await _fixture.RunningAsync(OnNetwork("net-a"));
        await RefreshAsync();
        Assert.False(_fixture.Instance.HasChanges);
        Assert.Equal(VmState.Active, _fixture.Instance.VmState);
    }
}
