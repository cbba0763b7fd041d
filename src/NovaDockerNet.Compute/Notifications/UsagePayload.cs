using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;

namespace NovaDockerNet.Compute.Notifications;

/// <summary>The unversioned payload of an instance, with flavor and system_metadata loaded. nova: notifications/base.py info_from_instance.</summary>
static class UsagePayload
{
    private const string ImagePrefix = "image_";

    public static JObject Of(Instance instance, string? imageRefUrl, NetworkInfo? network)
    {
        var flavor = instance.Flavor;
        var payload = new JObject
        {
            ["tenant_id"] = instance.GetOrDefault(Instance.Fields.ProjectId),
            ["user_id"] = instance.GetOrDefault(Instance.Fields.UserId),
            ["instance_id"] = instance.Uuid,
            ["display_name"] = instance.GetOrDefault(Instance.Fields.DisplayName),
            ["reservation_id"] = instance.GetOrDefault(Instance.Fields.ReservationId),
            ["hostname"] = instance.GetOrDefault(Instance.Fields.Hostname),
            ["instance_type"] = flavor.GetOrDefault(Flavor.Fields.Name) ?? "",
            ["instance_type_id"] = instance.GetOrDefault(Instance.Fields.InstanceTypeId),
            ["instance_flavor_id"] = flavor.GetOrDefault(Flavor.Fields.Flavorid) ?? "",
            ["architecture"] = instance.GetOrDefault(Instance.Fields.Architecture),
            ["memory_mb"] = flavor.MemoryMb,
            ["disk_gb"] = flavor.RootGb + flavor.EphemeralGb,
            ["vcpus"] = flavor.Vcpus,
            ["root_gb"] = flavor.RootGb,
            ["ephemeral_gb"] = flavor.EphemeralGb,
            ["host"] = instance.GetOrDefault(Instance.Fields.Host),
            ["node"] = instance.GetOrDefault(Instance.Fields.Node),
            ["availability_zone"] = instance.GetOrDefault(Instance.Fields.AvailabilityZone),
            ["cell_name"] = instance.GetOrDefault(Instance.Fields.CellName) ?? "",
            ["created_at"] = PythonText.Of(instance.GetOrDefault(Instance.Fields.CreatedAt)),
            ["terminated_at"] = PythonText.NullSafeIsoTime(instance.GetOrDefault(Instance.Fields.TerminatedAt)),
            ["deleted_at"] = PythonText.NullSafeIsoTime(instance.GetOrDefault(Instance.Fields.DeletedAt)),
            ["launched_at"] = PythonText.NullSafeIsoTime(instance.GetOrDefault(Instance.Fields.LaunchedAt)),
            ["image_ref_url"] = imageRefUrl,
            ["os_type"] = instance.GetOrDefault(Instance.Fields.OsType),
            ["kernel_id"] = instance.GetOrDefault(Instance.Fields.KernelId),
            ["ramdisk_id"] = instance.GetOrDefault(Instance.Fields.RamdiskId),
            ["state"] = instance.GetOrDefault(Instance.Fields.VmState)?.Value,
            ["state_description"] = instance.GetOrDefault(Instance.Fields.TaskState)?.Value ?? "",
            ["progress"] = instance.GetOrDefault(Instance.Fields.Progress) is { } progress and not 0 ? progress : "",
            ["access_ip_v4"] = instance.GetOrDefault(Instance.Fields.AccessIpV4),
            ["access_ip_v6"] = instance.GetOrDefault(Instance.Fields.AccessIpV6),
        };
        if (network is not null)
            payload["fixed_ips"] = new JArray(network.SelectMany(FixedIps));
        payload["image_meta"] = ImageMeta(instance);
        payload["metadata"] = JObject.FromObject(instance.GetOrDefault(Instance.Fields.Metadata) ?? []);
        return payload;
    }

    /// <summary>nova: notifications/base.py image_meta.</summary>
    private static JObject ImageMeta(Instance instance) => new(
        instance.SystemMetadata.Where(item => item.Key.StartsWith(ImagePrefix, StringComparison.Ordinal))
            .OrderBy(item => item.Key, StringComparer.Ordinal)
            .Select(item => new JProperty(item.Key[ImagePrefix.Length..], item.Value)));

    private static IEnumerable<JObject> FixedIps(Vif vif) => vif.FixedIps.Select(ip =>
    {
        var told = (JObject)ip.Node.DeepClone();
        told["label"] = vif.Network?.Label;
        told["vif_mac"] = vif.Address;
        return told;
    });
}
