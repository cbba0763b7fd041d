using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Exceptions;
using Xunit;
using static NovaDockerNet.Compute.Tests.Network.NetworkFixture;

namespace NovaDockerNet.Compute.Tests.Network;

public sealed class BindToHostTests : IDisposable
{
    private readonly NetworkFixture _fixture = new();

    private FakeNeutron Neutron => _fixture.Neutron;

    public void Dispose() => _fixture.Dispose();

    private Task BindAsync() => _fixture.Api.SetupInstanceNetworkOnHostAsync(_fixture.Context, _fixture.Instance, CancellationToken.None);

    [Fact]
    public async Task PortsBoundHereAreLeftAlone()
    {
        await _fixture.RunningAsync(OnNetwork("net-a"));
        var before = Neutron.Changes.Count();
        await BindAsync();
        Assert.Equal(before, Neutron.Changes.Count());
    }

    [Fact]
    public async Task PortsOfAnotherHostAreTakenOver()
    {
        await _fixture.RunningAsync(OnNetwork("net-a"), OnNetwork("net-a"));
        foreach (var port in Neutron.Ports.Values)
        {
            port["binding:host_id"] = "node0";
            port["binding:profile"] = JObject.Parse("""{"migrating_to": "node1", "mine": 1}""");
        }

        await BindAsync();

        Assert.All(Neutron.Ports.Values, port =>
        {
            Assert.Equal(("node1", "ovs"), ((string?)port["binding:host_id"], (string?)port["binding:vif_type"]));
            Assert.Equal("""{"mine":1}""", port["binding:profile"]!.ToString(Newtonsoft.Json.Formatting.None));
        });
    }

    [Theory]
    [InlineData("unbound")]
    [InlineData("binding_failed")]
    public async Task ABindingThatIsWrongIsMadeAgain(string vifType)
    {
        await _fixture.RunningAsync(OnNetwork("net-a"));
        var port = Neutron.Ports.Values.Single();
        port["binding:vif_type"] = vifType;
        await BindAsync();
        Assert.Equal("ovs", (string?)port["binding:vif_type"]);
    }

    [Fact]
    public async Task ABindingThatFailsAgainIsReported()
    {
        await _fixture.RunningAsync(OnNetwork("net-a"));
        Neutron.HostsWithAgent.Clear();
        Neutron.Ports.Values.Single()["binding:host_id"] = "node0";
        await Assert.ThrowsAsync<PortBindingFailed>(BindAsync);
    }
}
