using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Locking;
using NovaDockerNet.Compute.Resources;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>
/// Checks the server group's policy again after the claim, because the scheduler places several members at once.
/// nova: _validate_instance_group_policy.
/// </summary>
sealed class GroupPolicy(IConductor conductor, IResourceTracker tracker, ComputeOptions options)
{
    private readonly InstanceLocks _groupLocks = new();

    public async Task ValidateAsync(RequestContext context, Instance instance, string? groupHint, CancellationToken cancellationToken)
    {
        if (groupHint is null || options.DisableGroupPolicyCheckUpcall)
            return;
        InstanceGroup group;
        try
        {
            group = await conductor.GetAsync<InstanceGroup>(context, "get_by_hint", [groupHint], [], cancellationToken);
        }
        catch (InstanceGroupNotFound)
        {
            return;
        }
        using var held = await _groupLocks.AcquireAsync(group.Uuid, cancellationToken);
        switch (group.IsSet(InstanceGroup.Fields.Policy) ? group.Policy : null)
        {
            case "anti-affinity":
                await ValidateAntiAffinityAsync(context, instance, group, cancellationToken);
                break;
            case "affinity":
                var hosts = await group.GetHostsAsync(conductor, context, [instance.Uuid], cancellationToken);
                if (hosts.Count > 0 && !hosts.Contains(options.Host))
                    throw new GroupAffinityViolation("Affinity");
                break;
        }
    }

    private async Task ValidateAntiAffinityAsync(RequestContext context, Instance instance, InstanceGroup group, CancellationToken cancellationToken)
    {
        var here = (await InstanceList.GetUuidsByHostAsync(conductor, context, options.Host, cancellationToken)).ToHashSet();
        var node = tracker.ComputeNode?.HypervisorHostname ?? instance.Node ?? options.Host;
        var coming = await conductor.GetAsync<MigrationList>(
            context, "get_in_progress_by_host_and_node", [options.Host, node], [], cancellationToken);
        here.UnionWith(coming.Select(m => m.InstanceUuid).OfType<string>());
        // Under the lock the members may have changed since the hint was resolved.
        var fresh = await conductor.GetAsync<InstanceGroup>(context, "get_by_uuid", [group.Uuid], [], cancellationToken);
        var members = (fresh.Members ?? []).Where(uuid => uuid != instance.Uuid && here.Contains(uuid)).Count();
        if (members >= MaxServersPerHost(fresh))
            throw new GroupAffinityViolation("Anti-affinity");
    }

    private static int MaxServersPerHost(InstanceGroup group) =>
        group.IsSet(InstanceGroup.Fields.Rules) && group.Rules.TryGetValue("max_server_per_host", out var text) && int.TryParse(text, out var max)
            ? max
            : 1;

    /// <summary>nova: _get_scheduler_hints; the request spec's hints, else those of filter_properties.</summary>
    public static string? HintOf(JToken? hints) => hints is not JObject map
        ? null
        : map["group"] switch
        {
            // The RequestSpec stores each hint as a list.
            JArray { Count: > 0 } list => (string?)list[0],
            JValue { Type: JTokenType.String } value => (string?)value,
            _ => null,
        };
}
