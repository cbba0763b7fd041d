using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.Messaging.Rpc;

/// <summary>Handles one remote method. It occupies one of the server's dispatch slots until its task completes.</summary>
public delegate Task<JToken?> RpcMethod(RpcRequest request, CancellationToken cancellationToken);
