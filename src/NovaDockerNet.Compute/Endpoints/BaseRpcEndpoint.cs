using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.Messaging.Rpc;

namespace NovaDockerNet.Compute.Endpoints;

/// <summary>nova: baserpc.py BaseRPCAPI.</summary>
static class BaseRpcEndpoint
{
    private const string ServiceName = "compute";

    public static RpcEndpoint Create() => new("baseapi", "1.1", new Dictionary<string, RpcMethod>
    {
        ["ping"] = (request, _) => Task.FromResult<JToken?>(new JObject
        {
            ["service"] = ServiceName,
            ["arg"] = request.Args["arg"]?.DeepClone() ?? throw new RpcArgumentException("ping() missing 1 required positional argument: 'arg'"),
        }),
        // There is no eventlet backdoor.
        ["get_backdoor_port"] = (_, _) => Task.FromResult<JToken?>(null),
    });
}
