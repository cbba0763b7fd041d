using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Instances;

/// <summary>Events belong to the action that nova-api made for the context's request id.</summary>
public sealed partial class InstanceActionEvent
{
    public static Task EventStartAsync(
        IConductor conductor, RequestContext context, string instanceUuid, string eventName, string host, CancellationToken ct) =>
        conductor.ClassActionAsync(
            context, ObjectClass, "event_start", [instanceUuid, eventName], new JObject { ["want_result"] = false, ["host"] = host }, ct);

    /// <summary>A null traceback means success; message and traceback are text (nova: serialize_args).</summary>
    public static Task EventFinishWithFailureAsync(
        IConductor conductor, RequestContext context, string instanceUuid, string eventName, string? message, string? traceback, CancellationToken ct) =>
        conductor.ClassActionAsync(
            context,
            ObjectClass,
            "event_finish_with_failure",
            [instanceUuid, eventName],
            new JObject { ["exc_val"] = message, ["exc_tb"] = traceback, ["want_result"] = false },
            ct);
}
