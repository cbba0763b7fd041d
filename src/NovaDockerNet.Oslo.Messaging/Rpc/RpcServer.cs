namespace NovaDockerNet.Oslo.Messaging.Rpc;

/// <summary>One server of a topic: takes requests, runs at most 64 of them at once, answers calls.</summary>
public sealed class RpcServer : IAsyncDisposable
{
    /// <summary>Takes no new requests, waits up to <paramref name="limit"/> for those running, then cancels them.</summary>
    public Task StopAsync(TimeSpan limit, CancellationToken cancellationToken) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
