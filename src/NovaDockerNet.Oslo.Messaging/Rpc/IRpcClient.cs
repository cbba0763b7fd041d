using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.Messaging.Rpc;

/// <summary>Sends requests to other OpenStack services. oslo.messaging: rpc/client.py.</summary>
public interface IRpcClient
{
    /// <summary>Sends a request and waits for its result.</summary>
    /// <param name="target">The receiver, with the API version the method needs.</param>
    /// <param name="context">The request context as a dictionary, without the <c>_context_</c> prefix.</param>
    /// <param name="method">Remote method.</param>
    /// <param name="args">Its arguments by name; an unknown name is a TypeError at the receiver.</param>
    /// <param name="options">Timeouts; null means the configured default without call monitoring.</param>
    /// <param name="cancellationToken">Gives up waiting; the request may still run.</param>
    /// <exception cref="Failures.RpcRemoteException">The method raised.</exception>
    /// <exception cref="Failures.RpcTimeoutException">No reply in time, or the callee stopped sending heartbeats.</exception>
    Task<JToken?> CallAsync(
        RpcTarget target, JObject context, string method, JObject args, RpcCallOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Whether somebody listens as the target. False only when the broker says so; a listener that hangs is one.</summary>
    Task<bool> HasListenerAsync(RpcTarget target, CancellationToken cancellationToken = default);

    /// <summary>Sends a request nobody answers; returns when the broker has it. Waits while the broker is away.</summary>
    Task CastAsync(RpcTarget target, JObject context, string method, JObject args, CancellationToken cancellationToken = default);
}
