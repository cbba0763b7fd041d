using Microsoft.Extensions.Logging;
using NovaDockerNet.Oslo.Messaging.Options;

namespace NovaDockerNet.Oslo.Messaging.Rpc;

/// <summary>One process's way to the broker: a client and any number of servers.</summary>
public sealed class RpcTransport : IAsyncDisposable
{
    /// <summary>Sends calls and casts.</summary>
    public IRpcClient Client => throw new NotImplementedException();

    /// <summary>Checks the options and prepares the connections; they are opened when first needed.</summary>
    public static Task<RpcTransport> CreateAsync(
        TransportOptions options, ILoggerFactory loggerFactory, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Listens as one server of a topic: queues topic, topic.server and the topic's fanout. Returns when the broker delivers.</summary>
    public Task<RpcServer> StartServerAsync(string topic, string server, RpcDispatcher dispatcher, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
