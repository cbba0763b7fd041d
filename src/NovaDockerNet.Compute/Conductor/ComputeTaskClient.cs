using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Oslo.Messaging.Rpc;

namespace NovaDockerNet.Compute.Conductor;

/// <summary>Hands a build back to the conductor. nova: conductor/rpcapi.py ComputeTaskAPI.</summary>
sealed class ComputeTaskClient(IRpcClient rpc)
{
    /// <summary>nova: build_instances, sent when a build is rescheduled; the conductor tries the next alternate host.</summary>
    /// <param name="args">Names and values as build_instances 1.19 takes them.</param>
    public Task BuildInstancesAsync(RequestContext context, JObject args, CancellationToken cancellationToken) =>
        rpc.CastAsync(
            new RpcTarget("conductor", Namespace: "compute_task", Version: "1.19"),
            context.ToDictionary(), "build_instances", args, cancellationToken);
}
