using NovaDockerNet.Netlink.Links;
using NovaDockerNet.Netlink.Namespaces;
using NovaDockerNet.Netlink.Traffic;
using NovaDockerNet.TestKit;

namespace NovaDockerNet.Netlink.IntegrationTests;

/// <summary>Token buckets on a device of a namespace of the test's own, as tc(8) shows them.</summary>
public sealed class TrafficTests : IAsyncLifetime, IDisposable
{
    private const uint Handle = 0x6e64_0000;
    private NamespacesFixture? _fixture;
    private NetworkNamespaceFolder _folder = null!;
    private NetworkNamespace _namespace = null!;
    private RouteSocket _routes = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        // A skip may only be raised from the test itself.
        if (!Environment.IsPrivilegedProcess) return;
        _fixture = new NamespacesFixture();
        _folder = new NetworkNamespaceFolder(_fixture.Folder);
        _folder.Ensure();
        _namespace = await _folder.EnsureAsync("traffic", None);
        _routes = await RouteSocket.OpenAsync(_namespace);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        if (_fixture is null) return;
        _routes.Dispose();
        _namespace.Dispose();
        foreach (var name in _folder.List()) _folder.Delete(name);
        _fixture.Dispose();
    }

    [SkippableFact]
    public async Task A_bucket_is_put_changed_in_place_and_taken_away()
    {
        Root.Require();
        var link = await LinkAsync();
        Assert.Null(await _routes.FindRootDisciplineAsync(link.Index, None));

        await _routes.ReplaceRootAsync(link.Index, Handle, new TokenBucket(1_000_000, 65536, 115_536), None);
        Assert.Equal(new QueueingDiscipline("tbf", Handle), await _routes.FindRootDisciplineAsync(link.Index, None));
        Assert.Contains("qdisc tbf 6e64: root refcnt", await ShowAsync(), StringComparison.Ordinal);
        Assert.Contains("rate 8Mbit burst 64Kb lat 50ms", await ShowAsync(), StringComparison.Ordinal);

        await _routes.ReplaceRootAsync(
            link.Index, Handle, new TokenBucket(2_000_000, 131_072, 231_072) { Peak = 4_000_000, PeakBurst = 16384 }, None);
        Assert.Contains("rate 16Mbit burst 128Kb peakrate 32Mbit minburst 16", await ShowAsync(), StringComparison.Ordinal);

        await _routes.RemoveRootDisciplineAsync(link.Index, None);
        await _routes.RemoveRootDisciplineAsync(link.Index, None);
        Assert.Null(await _routes.FindRootDisciplineAsync(link.Index, None));
        Assert.DoesNotContain("tbf", await ShowAsync(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_somebody_else_has_put_there_is_seen()
    {
        Root.Require();
        var link = await LinkAsync();
        await TcAsync("qdisc", "add", "dev", "near", "root", "handle", "1:", "htb");
        Assert.Equal(new QueueingDiscipline("htb", 0x0001_0000), await _routes.FindRootDisciplineAsync(link.Index, None));
    }

    [SkippableFact]
    public async Task A_peak_below_the_rate_is_refused_in_the_kernels_words()
    {
        Root.Require();
        var link = await LinkAsync();
        var e = await Assert.ThrowsAsync<NetlinkException>(
            () => _routes.ReplaceRootAsync(link.Index, Handle, new TokenBucket(2_000_000, 65536, 65536) { Peak = 1_000_000, PeakBurst = 16384 }, None));
        Assert.Equal(Interop.Errno.EINVAL, e.Errno);
    }

    private Task<Link> LinkAsync() => _routes.CreateVethAsync(
        new VethPair { Name = "near", PeerName = "far", PeerNamespace = _namespace, PeerMacAddress = "fa:16:3e:01:02:03", Mtu = 1500 }, None);

    private Task<string> ShowAsync() => TcAsync("qdisc", "show", "dev", "near");

    private Task<string> TcAsync(params string[] arguments) => Command.RunAsync("nsenter", [$"--net={_namespace.Path}", "tc", .. arguments]);
}
