using System.Net;
using System.Net.Sockets;
using NovaDockerNet.OpenStack.Tests.Fakes;

namespace NovaDockerNet.OpenStack.Tests.Http;

public sealed class HttpTransportTests
{
    static HttpRequestMessage Request(HttpMethod method) => new(method, "http://peer/x");

    static HttpRequestException Refused => new(HttpRequestError.ConnectionError, "Connection refused", new SocketException((int)SocketError.ConnectionRefused));

    static HttpRequestException Broken => new(HttpRequestError.ResponseEnded, "The response ended prematurely.");

    [Theory]
    [InlineData("GET", 3)]
    [InlineData("PUT", 3)]
    [InlineData("DELETE", 3)]
    [InlineData("POST", 1)]
    public async Task ServiceUnavailableIsRetriedWhenActingTwiceDoesNoHarm(string method, int attempts)
    {
        var handler = new ScriptedHandler { Always = _ => ScriptedHandler.Response(HttpStatusCode.ServiceUnavailable) };
        using var transport = Peer.Transport(handler);

        using var response = await transport.SendAsync(_ => Request(new(method)), 2, stream: false, CancellationToken.None);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(attempts, handler.Sent.Count);
    }

    [Fact]
    public async Task RetryEndsWithTheFirstAnswer()
    {
        var handler = new ScriptedHandler().Throws(Refused).Then(HttpStatusCode.ServiceUnavailable).Then(HttpStatusCode.OK, "yes");
        using var transport = Peer.Transport(handler);

        using var response = await transport.SendAsync(_ => Request(HttpMethod.Get), 5, stream: false, CancellationToken.None);

        Assert.Equal("yes", await response.Content.ReadAsStringAsync());
        Assert.Equal(3, handler.Sent.Count);
    }

    [Fact]
    public async Task PostIsRepeatedOnlyWhenItWasNeverSent()
    {
        var refused = new ScriptedHandler().Throws(Refused).Then(HttpStatusCode.Created);
        using var transport = Peer.Transport(refused);
        using var response = await transport.SendAsync(_ => Request(HttpMethod.Post), 3, stream: false, CancellationToken.None);
        Assert.Equal(2, refused.Sent.Count);

        var broken = new ScriptedHandler().Throws(Broken);
        using var second = Peer.Transport(broken);
        await Assert.ThrowsAsync<OpenStackConnectionException>(
            () => second.SendAsync(_ => Request(HttpMethod.Post), 3, stream: false, CancellationToken.None));
        Assert.Single(broken.Sent);
    }

    [Fact]
    public async Task ExhaustedRetriesNameTheRequestAndTheReason()
    {
        var handler = new ScriptedHandler().Throws(Refused).Throws(Refused);
        using var transport = Peer.Transport(handler);

        var e = await Assert.ThrowsAsync<OpenStackConnectionException>(
            () => transport.SendAsync(_ => Request(HttpMethod.Get), 1, stream: false, CancellationToken.None));

        Assert.StartsWith("GET http://peer/x: ", e.Message, StringComparison.Ordinal);
        Assert.Contains("refused", e.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task SilenceIsAConnectionFailureAndCancellationIsNot()
    {
        var handler = new ScriptedHandler();
        for (var i = 0; i < 2; i++)
        {
            handler.Then(async (_, token) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return new();
            });
        }

        using var hasty = Peer.Transport(handler, TimeSpan.FromMilliseconds(20));
        var e = await Assert.ThrowsAsync<OpenStackConnectionException>(
            () => hasty.SendAsync(_ => Request(HttpMethod.Get), 0, stream: false, CancellationToken.None));
        Assert.Contains("no answer within", e.Message, StringComparison.Ordinal);

        using var patient = Peer.Transport(handler);
        using var cancel = new CancellationTokenSource();
        var pending = patient.SendAsync(_ => Request(HttpMethod.Get), 5, stream: false, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        Assert.Equal(2, handler.Sent.Count);
    }

    [Fact]
    public async Task CancellationEndsThePauseBetweenAttempts()
    {
        using var cancel = new CancellationTokenSource();
        var handler = new ScriptedHandler().Then((_, _) =>
        {
            cancel.Cancel();
            return Task.FromResult(ScriptedHandler.Response(HttpStatusCode.ServiceUnavailable, "", ("Retry-After", "3600")));
        });
        using var transport = Peer.Transport(handler);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => transport.SendAsync(_ => Request(HttpMethod.Get), 5, stream: false, cancel.Token));
        Assert.Single(handler.Sent);
    }
}
