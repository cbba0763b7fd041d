using System.Net;
using Newtonsoft.Json.Linq;
using NovaDockerNet.OpenStack.Neutron;
using NovaDockerNet.OpenStack.Services;
using NovaDockerNet.OpenStack.Tests.Fakes;

namespace NovaDockerNet.OpenStack.Tests.Neutron;

public sealed class NeutronClientTests
{
    [Fact]
    public async Task ListsFollowTheNextPage()
    {
        var handler = new ScriptedHandler()
            .Then(HttpStatusCode.OK, """
                {"ports": [{"id": "a"}], "ports_links": [{"rel": "next", "href": "http://elsewhere/v2.0/ports?device_id=i%201&marker=a"},
                 {"rel": "previous", "href": "http://elsewhere/v2.0/ports?page_reverse=True"}]}
                """)
            .Then(HttpStatusCode.OK, """{"ports": [{"id": "b"}], "ports_links": []}""");
        var ports = await new NeutronClient(Peer.Client(handler)).ListPortsAsync(new Query().Add("device_id", "i 1"), CancellationToken.None);

        Assert.Equal(["a", "b"], ports.Select(port => port.Id));
        Assert.Equal(["GET /v2.0/ports?device_id=i%201", "GET /v2.0/ports?device_id=i%201&marker=a"], handler.Sent.Select(sent => sent.Line));
    }

    [Fact]
    public async Task QueriesRepeatNamesAndWriteBooleansAsPythonDoes()
    {
        var handler = new ScriptedHandler { Always = _ => ScriptedHandler.Response(HttpStatusCode.OK, "{}") };
        var neutron = new NeutronClient(Peer.Client(handler));
        await neutron.ListNetworksAsync(new Query().Add("shared", false).AddEach("id", ["n1", "n2"]), CancellationToken.None);
        await neutron.ListSecurityGroupsAsync(new Query().AddEach("fields", ["id", "name"]), CancellationToken.None);
        Assert.Equal(
            ["GET /v2.0/networks?shared=False&id=n1&id=n2", "GET /v2.0/security-groups?fields=id&fields=name"], handler.Sent.Select(sent => sent.Line));
    }

    [Fact]
    public async Task PortsAreWrappedOnTheWireAndKeepWhatWeDoNotKnow()
    {
        var handler = new ScriptedHandler()
            .Then(HttpStatusCode.Created, """{"port": {"id": "p", "network_id": "n", "new_feature": {"x": 1}, "binding:profile": {"a": "b"}, "fixed_ips": [{"ip_address": "10.0.0.9", "subnet_id": "s"}]}}""")
            .Then(HttpStatusCode.OK, """{"port": {"id": "p", "network_id": "n"}}""")
            .Then(HttpStatusCode.NoContent);
        var neutron = new NeutronClient(Peer.Client(handler));

        var created = await neutron.CreatePortAsync(new() { ["network_id"] = "n" }, CancellationToken.None);
        await neutron.UpdatePortAsync("p", new() { ["binding:host_id"] = null }, CancellationToken.None);
        await neutron.DeletePortAsync("p", CancellationToken.None);

        Assert.Equal(1, (int)created.Json["new_feature"]!["x"]!);
        Assert.Equal(new NeutronFixedIp("10.0.0.9", "s"), Assert.Single(created.FixedIps));
        created.BindingProfile()["a"] = "changed";
        Assert.Equal("b", (string?)created.BindingProfile()["a"]);
        Assert.Equal("""{"port":{"network_id":"n"}}""", handler.Sent[0].Body);
        Assert.Equal("""{"port":{"binding:host_id":null}}""", handler.Sent[1].Body);
        Assert.Equal(["POST /v2.0/ports", "PUT /v2.0/ports/p", "DELETE /v2.0/ports/p"], handler.Sent.Select(sent => sent.Line));
    }

    [Fact]
    public async Task ExtensionsAreAskedForAgainOnlyAfterTheSyncInterval()
    {
        var handler = new ScriptedHandler
        {
            Always = _ => ScriptedHandler.Response(HttpStatusCode.OK, """{"extensions": [{"alias": "dns-integration", "name": "DNS"}]}"""),
        };
        var clock = new ManualClock();
        using var extensions = new NeutronExtensions(clock, TimeSpan.FromMinutes(10));
        var neutron = new NeutronClient(Peer.Client(handler));

        Assert.All(
            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => extensions.HasAsync(neutron, "dns-integration", CancellationToken.None))), Assert.True);
        Assert.False(await extensions.HasAsync(neutron, "binding-extended", CancellationToken.None));
        Assert.Single(handler.Sent);
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True(await extensions.HasAsync(neutron, "dns-integration", CancellationToken.None));
        Assert.Equal(2, handler.Sent.Count);
    }

    [Fact]
    public async Task AnAnswerWithoutItsObjectIsReported()
    {
        var handler = new ScriptedHandler().Then(HttpStatusCode.OK, """{"something": {}}""");
        var e = await Assert.ThrowsAsync<OpenStackHttpException>(
            () => new NeutronClient(Peer.Client(handler)).ShowPortAsync("p", ["network_id"], CancellationToken.None));
        Assert.Contains("no \"port\"", e.Message, StringComparison.Ordinal);
    }
}
