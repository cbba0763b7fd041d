using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Objects.Exceptions;
using Xunit;
using static NovaDockerNet.Compute.Tests.Network.NetworkFixture;

namespace NovaDockerNet.Compute.Tests.Network;

public sealed class FixedIpTests : IDisposable
{
    private const string Mine = "22222222-0000-4000-8000-0000000000b7";

    private readonly NetworkFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task AnAddressThatIsNotThereIsNamed()
    {
        await _fixture.RunningAsync(OnNetwork("net-a"));
        var e = await Assert.ThrowsAsync<FixedIpNotFoundForInstance>(
            () => _fixture.Api.RemoveFixedIpFromInstanceAsync(_fixture.Context, _fixture.Instance, "10.9.9.9", CancellationToken.None));
        Assert.Contains("10.9.9.9", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANetworkWithoutAPortOfTheServerIsNotItsNetwork()
    {
        await _fixture.RunningAsync(OnNetwork("net-a"));
        _fixture.Neutron.AddNetwork("net-b", "10.0.2.0/24");
        await Assert.ThrowsAsync<NetworkNotFoundForInstance>(
            () => _fixture.Api.AddFixedIpToInstanceAsync(_fixture.Context, _fixture.Instance, "net-b", CancellationToken.None));
    }

    [Fact]
    public async Task AnInterruptedAttachmentByNetworkLosesItsPort()
    {
        var before = await _fixture.RunningAsync(OnNetwork("net-a"));
        await _fixture.AllocateAsync(OnNetwork("net-a"));
        Assert.Equal(2, _fixture.Neutron.Ports.Count);

        var left = await ((INetworkApi)_fixture.Api).RemoveUnknownPortsAsync(
            _fixture.Context, _fixture.Instance, before.Select(vif => vif.Id).ToHashSet(), "net-a", null, CancellationToken.None);

        Assert.Equal(before[0].Id, Assert.Single(left).Id);
        Assert.Equal(before[0].Id, Assert.Single(_fixture.Neutron.Ports.Keys));
        Assert.Single(_fixture.Conductor.Rows);
        Assert.Single(_fixture.SavedCache);
    }

    [Fact]
    public async Task AnInterruptedAttachmentOfTheUsersPortOnlyUnbindsIt()
    {
        var mine = _fixture.Neutron.AddPort(Mine, "net-a", "10.0.1.77");
        var before = await _fixture.RunningAsync(OnNetwork("net-a"));
        await _fixture.AllocateAsync(OnPort(Mine));

        await ((INetworkApi)_fixture.Api).RemoveUnknownPortsAsync(
            _fixture.Context, _fixture.Instance, before.Select(vif => vif.Id).ToHashSet(), null, Mine, CancellationToken.None);

        Assert.Equal(2, _fixture.Neutron.Ports.Count);
        Assert.Equal("", (string?)mine["device_id"]);
        Assert.Single(_fixture.SavedCache);
    }
}
