using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Objects.Volumes;
using NovaDockerNet.Oslo.VersionedObjects;
using NovaDockerNet.Virt.Plans;

namespace NovaDockerNet.Compute.Notifications;

/// <summary>
/// Payloads as objects of nova. Which fields a class has and what is copied from where is the release's data (PayloadProfile); what is computed is
/// here, by the name of the field. nova: notifications/objects/instance.py, flavor.py, keypair.py, exception.py.
/// </summary>
sealed class VersionedPayloads(NovaProfile profile, NotificationOptions options)
{
    private const string LockedReason = "locked_reason";

    /// <summary>nova: objects/fields.py InstancePowerState, which knows two states no driver reports any more.</summary>
    private static readonly Dictionary<long, string> s_powerStates = new()
    {
        [0] = "pending",
        [1] = "running",
        [3] = "paused",
        [4] = "shutdown",
        [6] = "crashed",
        [7] = "suspended",
    };

    /// <summary>The payload of an instance with flavor, info_cache, metadata and system_metadata loaded; for InstanceCreatePayload keypairs and tags as well.</summary>
    /// <param name="context">Of the request; without a user it is that of a periodic task.</param>
    /// <param name="instance">As it was when there was something to tell.</param>
    /// <param name="payloadClass">InstanceActionPayload or one that derives from it.</param>
    /// <param name="blockDevices">Null where they are not told.</param>
    /// <param name="more">Further computed fields.</param>
    public JObject Of(RequestContext context, Instance instance, string payloadClass, BlockDeviceMappingList? blockDevices, JObject more)
    {
        var computed = new JObject
        {
            ["flavor"] = Flavor(instance.Flavor),
            ["ip_addresses"] = new JArray(instance.GetNetworkInfo().SelectMany(Addresses)),
            ["block_devices"] = blockDevices is null
                ? null
                : new JArray(blockDevices.Where(b => b.GetOrDefault(BlockDeviceMapping.Fields.VolumeId) is not null).Select(b => Object("BlockDevicePayload", b, []))),
            // nova: no request_id for periodic tasks.
            ["request_id"] = context is { ProjectId: not null, UserId: not null } ? context.RequestId : null,
            ["action_initiator_user"] = context.UserId,
            ["action_initiator_project"] = context.ProjectId,
            [LockedReason] = instance.SystemMetadata.GetValueOrDefault(LockedReason),
            ["shares"] = options.IncludeShareMapping ? new JArray() : null,
            ["trusted_image_certificates"] = instance.GetOrDefault(Instance.Fields.TrustedCerts) is { } certs ? new JArray(certs.Ids) : null,
            ["instance_name"] = InstanceName.Format(options.InstanceNameTemplate, instance),
            ["keypairs"] = new JArray((instance.GetOrDefault(Instance.Fields.Keypairs) ?? Enumerable.Empty<KeyPair>()).Select(k => Object("KeypairPayload", k, []))),
            ["tags"] = new JArray((instance.GetOrDefault(Instance.Fields.Tags) ?? Enumerable.Empty<Tag>()).Select(t => t.Value)),
            ["fault"] = null,
        };
        foreach (var (name, value) in more)
            computed[name] = value?.DeepClone();
        return Object(payloadClass, instance, computed);
    }

    public JObject Flavor(Flavor flavor) => Object("FlavorPayload", flavor, []);

    public JObject Fault(Exception exception) => Object("ExceptionPayload", null, FaultPayloads.Versioned(exception));

    public JObject AuditPeriod(DateTime begin, DateTime end) => Object("AuditPeriodPayload", null, new JObject
    {
        ["audit_period_beginning"] = Wire.DateTime.Encode(new DateTimeOffset(begin)),
        ["audit_period_ending"] = Wire.DateTime.Encode(new DateTimeOffset(end)),
    });

    // nova: IpPayload.from_network_info.
    private IEnumerable<JObject> Addresses(Vif vif) => vif.FixedIps.Select(ip => Object("IpPayload", null, new JObject
    {
        ["label"] = vif.Network?.Label,
        ["mac"] = vif.Address,
        ["meta"] = vif.Meta.DeepClone(),
        ["port_uuid"] = vif.Id,
        ["version"] = ip.Version,
        ["address"] = ip.Address,
        ["device_name"] = vif.Devname,
    }));

    // nova: NotificationPayloadBase.populate_schema: what the source does not have and cannot load is None.
    private JObject Object(string payloadClass, VersionedObject? source, JObject computed)
    {
        var description = profile.Payloads[payloadClass];
        var envelope = VersionedObject.NewEnvelope(payloadClass, description.Version);
        var data = (JObject)envelope[EnvelopeKeys.Data]!;
        foreach (var field in description.Fields)
        {
            data[field.Name] = field.Source is { } name
                ? Converted(field.Type, ((JObject)source!.Envelope[EnvelopeKeys.Data]!)[name])
                : computed.TryGetValue(field.Name, out var value)
                    ? value
                    : throw new InvalidOperationException($"nothing is known of field {field.Name} of {payloadClass} {description.Version}");
        }
        return envelope;
    }

    // nova: objects/fields.py InstancePowerState, DiskConfig.
    private static JToken? Converted(string type, JToken? value) => (type, value) switch
    {
        (_, null) => JValue.CreateNull(),
        ("InstancePowerStateField", { Type: JTokenType.Integer }) => s_powerStates.GetValueOrDefault((long)value, "pending"),
        ("DiskConfigField", { Type: JTokenType.Boolean }) => (bool)value ? "AUTO" : "MANUAL",
        _ => value.DeepClone(),
    };
}
