using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Rpc;

namespace NovaDockerNet.Oslo.Messaging.Tests.Rpc;

public sealed class RpcDispatcherTests
{
    // As nova's compute: the manager, baseapi, and the proxy for version 5.
    private readonly RpcDispatcher _dispatcher = new([
        Endpoint(null, "6.1", "stop_instance", "_private"),
        Endpoint("baseapi", "1.1", "ping"),
        Endpoint(null, "5.13", "stop_instance", "old_only"),
    ]);

    [Theory]
    [InlineData(null, "6.0", "stop_instance", "6.1/stop_instance")]
    [InlineData(null, "6.1", "stop_instance", "6.1/stop_instance")]
    [InlineData(null, "5.0", "stop_instance", "5.13/stop_instance")]
    [InlineData(null, "5.13", "old_only", "5.13/old_only")]
    [InlineData("baseapi", "1.0", "ping", "1.1/ping")]
    public async Task The_first_endpoint_that_serves_it_runs_it(string? ns, string version, string method, string expected) =>
        Assert.Equal(expected, (string?)await DispatchAsync(ns, version, method));

    [Theory]
    [InlineData(null, "6.2", "stop_instance")]
    [InlineData(null, "7.0", "stop_instance")]
    [InlineData(null, "6.1.1", "stop_instance")]
    [InlineData("baseapi", "2.0", "ping")]
    [InlineData("other", "1.0", "ping")]
    [InlineData(null, "six", "stop_instance")]
    public async Task A_version_or_namespace_nobody_serves_is_UnsupportedVersion(string? ns, string version, string method)
    {
        var e = await Assert.ThrowsAsync<UnsupportedVersionException>(() => DispatchAsync(ns, version, method));

        Assert.Equal($"Endpoint does not support RPC version {version}. Attempted method: {method}", e.Message);
    }

    [Theory]
    [InlineData(null, "6.0", "no_such")]
    [InlineData(null, "6.0", "_private")]
    [InlineData(null, "6.0", "ping")]
    [InlineData("baseapi", "1.0", "stop_instance")]
    public async Task A_method_the_endpoint_lacks_or_keeps_private_is_NoSuchMethod(string? ns, string version, string method)
    {
        var e = await Assert.ThrowsAsync<NoSuchMethodException>(() => DispatchAsync(ns, version, method));

        Assert.Equal($"Endpoint does not support RPC method {method}", e.Message);
    }

    private Task<JToken?> DispatchAsync(string? ns, string version, string method) => _dispatcher.DispatchAsync(
        new RpcRequest { Method = method, Namespace = ns, Version = version, Args = [], Context = [] }, CancellationToken.None);

    private static RpcEndpoint Endpoint(string? ns, string version, params string[] methods) => new(
        ns, version, methods.ToDictionary(name => name, name => (RpcMethod)((_, _) => Task.FromResult<JToken?>($"{version}/{name}"))));
}
