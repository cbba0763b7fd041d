using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Failures;

namespace NovaDockerNet.Oslo.Messaging.Rpc;

/// <summary>Finds the handler of a request. oslo.messaging: rpc/dispatcher.py RPCDispatcher.dispatch.</summary>
/// <remarks>
/// Endpoints are tried in order: same namespace, same major version, minor not above the one served, and a public method of that name.
/// Nothing compatible is UnsupportedVersion; compatible without the method is NoSuchMethod.
/// </remarks>
public sealed class RpcDispatcher
{
    private readonly IReadOnlyList<(RpcEndpoint Endpoint, RpcVersion Version)> _endpoints;

    public RpcDispatcher(IReadOnlyList<RpcEndpoint> endpoints)
    {
        _endpoints = [.. endpoints.Select(endpoint => RpcVersion.TryParse(endpoint.Version, out var version)
            ? (endpoint, version)
            : throw new ArgumentException($"endpoint version '{endpoint.Version}' is not major.minor", nameof(endpoints)))];
    }

    /// <summary>Runs the handler of <paramref name="request"/>.</summary>
    /// <exception cref="UnsupportedVersionException">No endpoint serves the namespace and version.</exception>
    /// <exception cref="NoSuchMethodException">The endpoint has no such public method.</exception>
    public Task<JToken?> DispatchAsync(RpcRequest request, CancellationToken cancellationToken) =>
        Find(request)(request, cancellationToken);

    private RpcMethod Find(RpcRequest request)
    {
        var compatible = false;
        if (RpcVersion.TryParse(request.Version, out var requested))
        {
            foreach (var (endpoint, version) in _endpoints)
            {
                if (!string.Equals(endpoint.Namespace, request.Namespace, StringComparison.Ordinal) || !version.Serves(requested))
                    continue;
                compatible = true;
                if (!request.Method.StartsWith('_') && endpoint.Methods.TryGetValue(request.Method, out var method))
                    return method;
            }
        }

        throw compatible ? new NoSuchMethodException(request.Method) : new UnsupportedVersionException(request.Version, request.Method);
    }
}
