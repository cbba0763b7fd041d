using System.Net;
using Newtonsoft.Json.Linq;
using NovaDockerNet.OpenStack.Identity;
using NovaDockerNet.OpenStack.Services;
using NovaDockerNet.OpenStack.Tests.Fakes;

namespace NovaDockerNet.OpenStack.Tests.Services;

public sealed class ServiceClientTests
{
    static readonly ServiceOptions s_network = new() { ServiceType = "network", VersionPath = "/v2.0", RegionName = "RegionOne" };

    static ScriptedHandler Keystone(params string[] tokens)
    {
        var handler = new ScriptedHandler();
        foreach (var token in tokens)
            handler.Then(HttpStatusCode.Created, Peer.TokenBody(), ("X-Subject-Token", token));
        return handler;
    }

    [Fact]
    public async Task ARequestCarriesTokensIdsAndVersion()
    {
        var handler = new ScriptedHandler().Then(HttpStatusCode.OK, """{"ports": []}""");
        await using var own = Peer.Session(Keystone("admin-token"));
        await using var serviceUser = Peer.Session(Keystone("service-token"));
        using var transport = Peer.Transport(handler);
        var service = new OpenStackService(transport, s_network with { Microversion = "1.26" }, own, serviceUser);

        await service.AsAdmin("req-11111111-2222-3333-4444-555555555555").GetAsync("/v2.0/ports", CancellationToken.None);

        var sent = Assert.Single(handler.Sent);
        Assert.Equal("http://internal:9696/v2.0/ports", sent.Uri.AbsoluteUri);
        Assert.Equal("admin-token", sent.Headers["X-Auth-Token"]);
        Assert.Equal("service-token", sent.Headers["X-Service-Token"]);
        Assert.Equal("req-11111111-2222-3333-4444-555555555555", sent.Headers["X-OpenStack-Request-ID"]);
        Assert.Equal("network 1.26", sent.Headers["OpenStack-API-Version"]);
    }

    [Fact]
    public async Task AUserIsServedByTheCatalogOfTheRequest()
    {
        var handler = new ScriptedHandler().Then(HttpStatusCode.OK, "{}");
        using var transport = Peer.Transport(handler);
        var user = new UserAuth("user-token", JArray.Parse("""[{"type": "network", "endpoints": [{"publicURL": "http://p:9696", "region": "RegionOne"}]}]"""));

        await new OpenStackService(transport, s_network, null).AsUser(user, "not-a-request-id").GetAsync("/v2.0/networks", CancellationToken.None);

        var sent = Assert.Single(handler.Sent);
        Assert.Equal("http://p:9696/v2.0/networks", sent.Uri.AbsoluteUri);
        Assert.Equal("user-token", sent.Headers["X-Auth-Token"]);
        Assert.DoesNotContain("X-Service-Token", sent.Headers.Keys);
        Assert.DoesNotContain("X-OpenStack-Request-ID", sent.Headers.Keys);
    }

    [Fact]
    public async Task ARefusedTokenIsRenewedOnce()
    {
        var handler = new ScriptedHandler().Then(HttpStatusCode.Unauthorized).Then(HttpStatusCode.OK, "{}");
        await using var own = Peer.Session(Keystone("old", "new"));
        using var transport = Peer.Transport(handler);
        await new OpenStackService(transport, s_network, own).AsAdmin(null).GetAsync("/v2.0/ports", CancellationToken.None);
        Assert.Equal(["old", "new"], handler.Sent.Select(sent => sent.Headers["X-Auth-Token"]));

        var stubborn = new ScriptedHandler { Always = _ => ScriptedHandler.Response(HttpStatusCode.Unauthorized) };
        await using var again = Peer.Session(Keystone("a", "b", "c"));
        using var second = Peer.Transport(stubborn);
        var e = await Assert.ThrowsAsync<OpenStackHttpException>(
            () => new OpenStackService(second, s_network, again).AsAdmin(null).GetAsync("/v2.0/ports", CancellationToken.None));
        Assert.Equal(HttpStatusCode.Unauthorized, e.Status);
        Assert.Equal(2, stubborn.Sent.Count);
    }

    [Fact]
    public async Task AUserTokenIsNotRenewedButTheServiceTokenBesideItIs()
    {
        var alone = new ScriptedHandler().Then(HttpStatusCode.Unauthorized);
        await Assert.ThrowsAsync<OpenStackHttpException>(() => Peer.Client(alone).GetAsync("/v2.0/ports", CancellationToken.None));
        Assert.Single(alone.Sent);

        var handler = new ScriptedHandler().Then(HttpStatusCode.Unauthorized).Then(HttpStatusCode.OK, "{}");
        await using var serviceUser = Peer.Session(Keystone("s1", "s2"));
        using var transport = Peer.Transport(handler);
        var options = s_network with { EndpointOverrides = ["http://n:9696"] };
        await new OpenStackService(transport, options, null, serviceUser).AsUser(new("u", null), null).GetAsync("/v2.0/ports", CancellationToken.None);
        Assert.Equal(["u/s1", "u/s2"], handler.Sent.Select(sent => $"{sent.Headers["X-Auth-Token"]}/{sent.Headers["X-Service-Token"]}"));
    }

    [Fact]
    public async Task OverriddenEndpointsTakeTurns()
    {
        var handler = new ScriptedHandler()
            .Throws(new HttpRequestException(HttpRequestError.ConnectionError, "refused")).Then(HttpStatusCode.OK, "{}");
        using var transport = Peer.Transport(handler);
        var options = new ServiceOptions { ServiceType = "image", EndpointOverrides = ["http://g1:9292/v2/", "http://g2:9292"], VersionPath = "/v2" };
        await new OpenStackService(transport, options, null).AsUser(new("u", null), null).GetAsync("/v2/images/x", CancellationToken.None);
        Assert.Equal(["http://g1:9292/v2/images/x", "http://g2:9292/v2/images/x"], handler.Sent.Select(sent => sent.Uri.AbsoluteUri));
    }

    [Fact]
    public async Task ARefusalCarriesStatusCodeBodyAndRequestId()
    {
        var handler = new ScriptedHandler().Then(
            HttpStatusCode.Conflict, """{"NeutronError": {"type": "IpAddressInUse", "message": "taken", "detail": ""}}""", ("x-openstack-request-id", "req-9"));
        var e = await Assert.ThrowsAsync<OpenStackHttpException>(() => Peer.Client(handler).PostAsync("/v2.0/ports", new JObject(), CancellationToken.None));
        Assert.Equal(HttpStatusCode.Conflict, e.Status);
        Assert.Equal("IpAddressInUse", e.Code);
        Assert.Equal("taken", e.ServiceMessage);
        Assert.Equal("req-9", e.RequestId);
        Assert.Equal("POST http://peer:9000/v2.0/ports: 409 Conflict IpAddressInUse: taken (req-9)", e.Message);
    }

    [Fact]
    public async Task APageInsteadOfJsonIsARefusalToo()
    {
        var handler = new ScriptedHandler().Then(HttpStatusCode.OK, "<html>captive portal</html>");
        var e = await Assert.ThrowsAsync<OpenStackHttpException>(() => Peer.Client(handler).GetAsync("/v2.0/ports", CancellationToken.None));
        Assert.Contains("captive portal", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AGroupWithoutCredentialsSaysSo()
    {
        using var transport = Peer.Transport(new ScriptedHandler());
        var e = Assert.Throws<InvalidOperationException>(() => new OpenStackService(transport, s_network, null).AsAdmin(null));
        Assert.Contains("credentials", e.Message, StringComparison.Ordinal);
    }
}
