using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Oslo.Messaging.Rpc;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Compute.Conductor;

/// <summary>
/// Tells all schedulers what runs here. nova: scheduler/rpcapi.py SchedulerAPI; only while [filter_scheduler] track_instance_changes is on.
/// </summary>
sealed class SchedulerClient(IRpcClient rpc, ComputeOptions options)
{
    private static readonly RpcTarget Fanout = new("scheduler", Fanout: true, Version: "4.2");

    /// <summary>nova: ComputeManager._update_scheduler_instance_info.</summary>
    public Task UpdateInstanceInfoAsync(RequestContext context, IConductor conductor, IEnumerable<Instance> instances, CancellationToken cancellationToken)
    {
        if (!options.TrackInstanceChanges)
            return Task.CompletedTask;
        // One instance goes in a list too (InstanceList(objects=[instance])).
        var list = VersionedObject.NewEnvelope(InstanceList.ObjectClass, conductor.Profile.VersionOf(InstanceList.ObjectClass)!.Value.ToString());
        list["nova_object.data"]!["objects"] = new JArray(instances.Select(i => i.ToPrimitive()));
        list["nova_object.changes"] = new JArray("objects");
        return CastAsync(context, "update_instance_info", new JObject { ["host_name"] = options.Host, ["instance_info"] = list }, cancellationToken);
    }

    /// <summary>nova: ComputeManager._delete_scheduler_instance_info.</summary>
    public Task DeleteInstanceInfoAsync(RequestContext context, string instanceUuid, CancellationToken cancellationToken) =>
        options.TrackInstanceChanges
            ? CastAsync(
                context, "delete_instance_info", new JObject { ["host_name"] = options.Host, ["instance_uuid"] = instanceUuid }, cancellationToken)
            : Task.CompletedTask;

    /// <summary>nova: ComputeManager._sync_scheduler_instance_info.</summary>
    public Task SyncInstanceInfoAsync(RequestContext context, IEnumerable<string> instanceUuids, CancellationToken cancellationToken) =>
        options.TrackInstanceChanges
            ? CastAsync(
                context, "sync_instance_info",
                new JObject { ["host_name"] = options.Host, ["instance_uuids"] = new JArray(instanceUuids) }, cancellationToken)
            : Task.CompletedTask;

    private Task CastAsync(RequestContext context, string method, JObject args, CancellationToken cancellationToken) =>
        rpc.CastAsync(Fanout, context.Elevated().ToDictionary(), method, args, cancellationToken);
}
