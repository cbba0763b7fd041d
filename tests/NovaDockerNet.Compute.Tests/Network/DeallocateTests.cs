using System.Net;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Network;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.OpenStack;
using NovaDockerNet.TestKit;
using Xunit;
using static NovaDockerNet.Compute.Tests.Network.NetworkFixture;

namespace NovaDockerNet.Compute.Tests.Network;

public sealed class DeallocateTests : IDisposable
{
    private const string Mine = "22222222-0000-4000-8000-0000000000b7";

    private readonly NetworkFixture _fixture = new();

    private FakeNeutron Neutron => _fixture.Neutron;

    public void Dispose() => _fixture.Dispose();

    private Task DeallocateAsync(params JObject[] requests) => _fixture.Api.DeallocateForInstanceAsync(
        _fixture.Context, _fixture.Instance, requests.Length == 0 ? null : Requests(requests), DeallocationBeside.Nothing, CancellationToken.None);

    [Fact]
    public async Task OurPortsGoAndTheUsersStay()
    {
        var mine = Neutron.AddPort(Mine, "net-a", "10.0.1.77", p => p["binding:profile"] = JObject.Parse("""{"mine": 1, "pci_slot": "0000:01:00.1"}"""));
        await _fixture.RunningAsync(OnNetwork("net-a"), OnPort(Mine));

        await DeallocateAsync();

        Assert.Same(mine, Assert.Single(Neutron.Ports.Values));
        Assert.Equal(("", "", "unbound"), ((string?)mine["device_id"], (string?)mine["device_owner"], (string?)mine["binding:vif_type"]));
        Assert.Equal("""{"mine":1}""", mine["binding:profile"]!.ToString(Newtonsoft.Json.Formatting.None));
        Assert.Empty(_fixture.Conductor.Rows);
        Assert.Equal("[]", _fixture.Conductor.Caches[Uuid]);

        // Again, as recovery does.
        await DeallocateAsync();
        Assert.Single(Neutron.Ports);
    }

    [Fact]
    public async Task PortsAreLookedUpWhileTheGuestIsCutOffAndReleasedAfter()
    {
        await _fixture.RunningAsync(OnNetwork("net-a"));
        var cutOff = new TaskCompletionSource();
        Task? recording = null;
        var before = Neutron.Calls.Count;
        var deallocation = _fixture.Api.DeallocateForInstanceAsync(
            _fixture.Context, _fixture.Instance, null, new DeallocationBeside { CutOff = cutOff.Task, Recording = task => recording = task },
            CancellationToken.None);
        await Eventually.TrueAsync(() => Neutron.Calls.Skip(before).Any(call => call.Method == "GET"), "the look-up");
        Assert.Single(Neutron.Ports);

        cutOff.SetResult();
        await deallocation;
        Assert.Empty(Neutron.Ports);
        Assert.NotNull(recording);
        await recording;
        Assert.Equal("[]", _fixture.Conductor.Caches[Uuid]);
    }

    [Fact]
    public async Task AGuestThatCannotBeCutOffKeepsItsPortsAndRecords()
    {
        await _fixture.RunningAsync(OnNetwork("net-a"));
        var beside = new DeallocationBeside { CutOff = Task.FromException(new VirtualInterfaceUnplugException("no switch")) };
        for (var attempt = 0; attempt < 2; attempt++)
        {
            // The second finds the turn given back.
            await Assert.ThrowsAsync<VirtualInterfaceUnplugException>(() => _fixture.Api.DeallocateForInstanceAsync(
                _fixture.Context, _fixture.Instance, null, beside, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30)));
        }
        Assert.Single(Neutron.Ports);
        Assert.Single(_fixture.SavedCache);
        Assert.Single(_fixture.Conductor.Rows);
    }

    [Fact]
    public async Task AFailedBuildNamesTheUsersPortsItself()
    {
        Neutron.AddPort(Mine, "net-a", "10.0.1.77");
        await _fixture.AllocateAsync(OnPort(Mine));
        _fixture.Conductor.Caches[Uuid] = "[]";
        await DeallocateAsync(OnPort(Mine));
        Assert.Equal("", (string?)Assert.Single(Neutron.Ports.Values)["device_id"]);
    }

    [Fact]
    public async Task APortThatHasFoundAnotherServerIsLeftAlone()
    {
        var mine = Neutron.AddPort(Mine, "net-a", "10.0.1.77");
        await _fixture.RunningAsync(OnPort(Mine));
        mine["device_id"] = "another-server";
        await DeallocateAsync();
        Assert.Equal(("another-server", "node1"), ((string?)mine["device_id"], (string?)mine["binding:host_id"]));
    }

    [Fact]
    public async Task ATokenThatEndedDoesNotLeakPorts()
    {
        await _fixture.RunningAsync(OnNetwork("net-a"));
        _fixture.ExpireUserToken();
        await DeallocateAsync();
        Assert.Empty(Neutron.Ports);
    }

    [Fact]
    public async Task AfterOneFailureTheOthersAreStillDeletedAndTheCacheTellsTheRest()
    {
        var info = await _fixture.RunningAsync(OnNetwork("net-a"), OnNetwork("net-a"), OnNetwork("net-a"));
        Neutron.Before = call => call.Method == "DELETE" && call.Path.EndsWith(info[1].Id, StringComparison.Ordinal)
            ? FakeNeutron.Refuse(HttpStatusCode.InternalServerError, "HTTPInternalServerError", "database") : null;
        await Assert.ThrowsAsync<OpenStackHttpException>(() => DeallocateAsync());
        Assert.Equal(info[1].Id, Assert.Single(Neutron.Ports.Keys));
        Assert.Equal(3, _fixture.SavedCache.Count);

        Neutron.Before = null;
        await DeallocateAsync();
        Assert.Empty(Neutron.Ports);
    }

    [Fact]
    public async Task OnePortCanBeTakenAway()
    {
        Neutron.AddPort(Mine, "net-a", "10.0.1.77");
        var info = await _fixture.RunningAsync(OnNetwork("net-a"), OnPort(Mine));

        var left = await _fixture.Api.DeallocatePortForInstanceAsync(_fixture.Context, _fixture.Instance, info[0].Id, CancellationToken.None);
        Assert.Equal(Mine, Assert.Single(left).Id);
        Assert.Equal(Mine, Assert.Single(_fixture.Conductor.Rows).Uuid);
        Assert.Equal(Mine, Assert.Single(Neutron.Ports.Keys));

        Assert.Empty(await _fixture.Api.DeallocatePortForInstanceAsync(_fixture.Context, _fixture.Instance, Mine, CancellationToken.None));
        Assert.Equal("", (string?)Assert.Single(Neutron.Ports.Values)["device_id"]);
        Assert.Equal("[]", _fixture.Conductor.Caches[Uuid]);
    }

    [Fact]
    public async Task NamesInDnsAreGivenBack()
    {
        Neutron.Extensions.Add("dns-integration");
        var mine = Neutron.AddPort(Mine, "net-a", "10.0.1.77");
        await _fixture.RunningAsync(OnPort(Mine));
        Assert.Equal("web-1", (string?)mine["dns_name"]);
        await DeallocateAsync();
        Assert.Equal("", (string?)mine["dns_name"]);
    }
}
