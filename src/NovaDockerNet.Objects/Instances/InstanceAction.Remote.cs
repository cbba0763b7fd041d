using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Instances;

public sealed partial class InstanceAction
{
    public static Task ActionStartAsync(
        IConductor conductor, RequestContext context, string instanceUuid, string actionName, CancellationToken ct) =>
        conductor.ClassActionAsync(
            context, ObjectClass, "action_start", [instanceUuid, actionName], new JObject { ["want_result"] = false }, ct);

    public static Task ActionFinishAsync(IConductor conductor, RequestContext context, string instanceUuid, CancellationToken ct) =>
        conductor.ClassActionAsync(context, ObjectClass, "action_finish", [instanceUuid], new JObject { ["want_result"] = false }, ct);
}
