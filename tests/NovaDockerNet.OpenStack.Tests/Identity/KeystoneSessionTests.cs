using System.Net;
using Newtonsoft.Json.Linq;
using NovaDockerNet.OpenStack.Identity;
using NovaDockerNet.OpenStack.Tests.Fakes;

namespace NovaDockerNet.OpenStack.Tests.Identity;

public sealed class KeystoneSessionTests
{
    [Fact]
    public async Task TheTokenIsKeptUntilShortlyBeforeItEnds()
    {
        var handler = new ScriptedHandler()
            .Then(HttpStatusCode.Created, Peer.TokenBody(3600), ("X-Subject-Token", "first"))
            .Then(HttpStatusCode.Created, Peer.TokenBody(3600), ("X-Subject-Token", "second"));
        var clock = new ManualClock();
        await using var session = Peer.Session(handler, clock);

        Assert.Equal("first", await session.GetTokenAsync(CancellationToken.None));
        clock.Advance(TimeSpan.FromSeconds(3600 - 61));
        Assert.Equal("first", await session.GetTokenAsync(CancellationToken.None));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("second", await session.GetTokenAsync(CancellationToken.None));
        Assert.Equal("POST /v3/auth/tokens", handler.Sent[0].Line);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task AClockThatIsSetByAnHourNeitherEndsATokenNorKeepsIt(int hours)
    {
        var handler = new ScriptedHandler()
            .Then(HttpStatusCode.Created, Peer.TokenBody(3600), ("X-Subject-Token", "first"))
            .Then(HttpStatusCode.Created, Peer.TokenBody(3600), ("X-Subject-Token", "second"));
        var clock = new ManualClock();
        await using var session = Peer.Session(handler, clock);

        Assert.Equal("first", await session.GetTokenAsync(CancellationToken.None));
        clock.SetWallClock(TimeSpan.FromHours(hours));
        Assert.Equal("first", await session.GetTokenAsync(CancellationToken.None));
        clock.Advance(TimeSpan.FromSeconds(3600 - 60));
        Assert.Equal("second", await session.GetTokenAsync(CancellationToken.None));
    }

    [Fact]
    public async Task OneAuthenticationServesAllWhoWait()
    {
        var release = new TaskCompletionSource();
        var handler = new ScriptedHandler().Then(async (_, _) =>
        {
            await release.Task;
            return ScriptedHandler.Response(HttpStatusCode.Created, Peer.TokenBody(), ("X-Subject-Token", "shared"));
        });
        await using var session = Peer.Session(handler);

        var waiters = Enumerable.Range(0, 30).Select(_ => session.GetTokenAsync(CancellationToken.None)).ToArray();
        using var cancel = new CancellationTokenSource();
        var impatient = session.GetTokenAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        release.SetResult();

        Assert.All(await Task.WhenAll(waiters), token => Assert.Equal("shared", token));
        Assert.Single(handler.Sent);
    }

    [Fact]
    public async Task AFailureReachesTheCallerAndTheNextOneTriesAgain()
    {
        var handler = new ScriptedHandler()
            .Then(HttpStatusCode.Unauthorized, """{"error": {"code": 401, "message": "wrong password", "title": "Unauthorized"}}""")
            .Then(HttpStatusCode.Created, Peer.TokenBody(), ("X-Subject-Token", "better"));
        await using var session = Peer.Session(handler);

        var e = await Assert.ThrowsAsync<OpenStackHttpException>(() => session.GetTokenAsync(CancellationToken.None));
        Assert.Equal("wrong password", e.ServiceMessage);
        Assert.Contains("nova at http://keystone:5000/v3", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        Assert.Equal("better", await session.GetTokenAsync(CancellationToken.None));
    }

    [Fact]
    public async Task AuthenticationIsRepeatedAfterABrokenConnection()
    {
        var handler = new ScriptedHandler()
            .Throws(new HttpRequestException(HttpRequestError.ResponseEnded, "gone"))
            .Then(HttpStatusCode.Created, Peer.TokenBody(), ("X-Subject-Token", "token"));
        await using var session = Peer.Session(handler);
        Assert.Equal("token", await session.GetTokenAsync(CancellationToken.None));
    }

    [Fact]
    public async Task OnlyTheRefusedTokenIsDropped()
    {
        var handler = new ScriptedHandler()
            .Then(HttpStatusCode.Created, Peer.TokenBody(), ("X-Subject-Token", "first"))
            .Then(HttpStatusCode.Created, Peer.TokenBody(), ("X-Subject-Token", "second"));
        await using var session = Peer.Session(handler);

        await session.GetTokenAsync(CancellationToken.None);
        Assert.True(session.Invalidate("first"));
        Assert.Equal("second", await session.GetTokenAsync(CancellationToken.None));
        session.Invalidate("first");
        Assert.Equal("second", await session.GetTokenAsync(CancellationToken.None));
        Assert.Equal(2, handler.Sent.Count);
    }

    [Fact]
    public void RequestsAreTheIdentityApis()
    {
        Assert.True(JToken.DeepEquals(
            JObject.Parse("""
                {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "nova", "domain": {"name": "Default"}, "password": "p"}}},
                          "scope": {"project": {"name": "service", "domain": {"id": "default"}}}}}
                """),
            KeystoneSession.AuthRequest(new()
            {
                AuthUrl = "x",
                Username = "nova",
                Password = "p",
                UserDomainName = "Default",
                ProjectName = "service",
                ProjectDomainId = "default",
            })));
        Assert.True(JToken.DeepEquals(
            JObject.Parse("""
                {"auth": {"identity": {"methods": ["password"], "password": {"user": {"id": "u1", "password": "p"}}}, "scope": {"project": {"id": "p1"}}}}
                """),
            KeystoneSession.AuthRequest(new() { AuthUrl = "x", UserId = "u1", Username = "ignored", Password = "p", ProjectId = "p1" })));
        Assert.True(JToken.DeepEquals(
            JObject.Parse("""
                {"auth": {"identity": {"methods": ["application_credential"], "application_credential": {"id": "c1", "secret": "s"}}}}
                """),
            KeystoneSession.AuthRequest(new() { AuthUrl = "x", ApplicationCredentialId = "c1", ApplicationCredentialSecret = "s", ProjectName = "ignored" })));
    }

    [Theory]
    [InlineData("http://k:5000", "http://k:5000/v3")]
    [InlineData("http://k/identity/", "http://k/identity/v3")]
    [InlineData("http://k:5000/v3/", "http://k:5000/v3")]
    [InlineData("http://k:5000/v2.0", "http://k:5000/v3")]
    public void AuthUrlMayNameAnyRoot(string configured, string used) => Assert.Equal(used, KeystoneSession.V3Url(configured));
}
