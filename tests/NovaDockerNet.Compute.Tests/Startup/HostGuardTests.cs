using Microsoft.Extensions.Logging;
using NovaDockerNet.Compute.Startup;
using NovaDockerNet.Compute.Tests.Fakes;
using NovaDockerNet.Compute.Tests.Resources;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Startup;

public sealed class HostGuardTests : IDisposable
{
    private readonly HostFixture _host = new();
    private readonly FakeRpcClient _rpc = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Another_service_that_answers_as_this_host_is_named()
    {
        await SeenAsync(secondsAgo: 10);
        using var guard = Guard();
        var refused = await Assert.ThrowsAsync<HostInUseException>(() => guard.EnsureAloneAsync(default));
        Assert.Contains("node1", refused.Message, StringComparison.Ordinal);
        var ping = Assert.Single(_rpc.Sent);
        Assert.Equal(("ping", "node1"), (ping.Method, ping.Target.Server));
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(600, false)]
    public async Task Nobody_is_waited_for_who_does_not_listen_or_has_not_been_seen_lately(int secondsAgo, bool saidByBroker)
    {
        await SeenAsync(secondsAgo);
        _rpc.Listening = !saidByBroker;
        using var guard = Guard();
        await guard.EnsureAloneAsync(default);
        Assert.Empty(_rpc.Sent);
    }

    [Fact]
    public async Task A_listener_that_does_not_answer_is_our_own_from_before()
    {
        await SeenAsync(secondsAgo: 10);
        _rpc.OnCall = _ => throw new RpcTimeoutException("nobody");
        using var guard = Guard();
        await guard.EnsureAloneAsync(default);
        Assert.Single(_rpc.Sent);
    }

    [Fact]
    public async Task The_state_path_of_another_is_refused_until_it_ends()
    {
        using var second = Guard();
        using (var first = Guard())
        {
            await first.EnsureAloneAsync(default);
            var refused = await Assert.ThrowsAsync<HostInUseException>(() => second.EnsureAloneAsync(default));
            Assert.Contains(_host.Folder.Path, refused.Message, StringComparison.Ordinal);
        }
        await second.EnsureAloneAsync(default);
    }

    private HostGuard Guard() => new(_host.Conductor, _rpc, _host.Options, _host.Time, new Logger<HostGuard>(_host.Log));

    private async Task SeenAsync(int secondsAgo)
    {
        await _host.Service.EnsureAsync(_host.Context, default);
        _host.Conductor.Service!["last_seen_up"] = _host.Time.GetUtcNow().AddSeconds(-secondsAgo).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
    }
}
