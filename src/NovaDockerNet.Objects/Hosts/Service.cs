using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Hosts;

/// <summary>nova/objects/service.py</summary>
public sealed partial class Service(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<Service>
{
    public static string ObjectClass => "Service";

    public static FieldTable FieldTable => Fields.All;

    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public string Uuid { get => Get(Fields.Uuid); set => Set(Fields.Uuid, value); }

    public string? Host { get => Get(Fields.Host); set => Set(Fields.Host, value); }

    public string? Binary { get => Get(Fields.Binary); set => Set(Fields.Binary, value); }

    public string? Topic { get => Get(Fields.Topic); set => Set(Fields.Topic, value); }

    public long ReportCount { get => Get(Fields.ReportCount); set => Set(Fields.ReportCount, value); }

    public bool Disabled { get => Get(Fields.Disabled); set => Set(Fields.Disabled, value); }

    public string? DisabledReason { get => Get(Fields.DisabledReason); set => Set(Fields.DisabledReason, value); }

    public string? AvailabilityZone { get => Get(Fields.AvailabilityZone); set => Set(Fields.AvailabilityZone, value); }

    public ComputeNode ComputeNode { get => Get(Fields.ComputeNode); set => Set(Fields.ComputeNode, value); }

    public DateTimeOffset? LastSeenUp { get => Get(Fields.LastSeenUp); set => Set(Fields.LastSeenUp, value); }

    public bool ForcedDown { get => Get(Fields.ForcedDown); set => Set(Fields.ForcedDown, value); }

    public long Version { get => Get(Fields.Version); set => Set(Fields.Version, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public DateTimeOffset? DeletedAt { get => Get(Fields.DeletedAt); set => Set(Fields.DeletedAt, value); }

    public bool Deleted { get => Get(Fields.Deleted); set => Set(Fields.Deleted, value); }

    public static Service View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<string> Uuid = All.Add("uuid", Wire.Uuid);
        public static readonly Field<string?> Host = All.Nullable("host", Wire.String);
        public static readonly Field<string?> Binary = All.Nullable("binary", Wire.String);
        public static readonly Field<string?> Topic = All.Nullable("topic", Wire.String);
        public static readonly Field<long> ReportCount = All.Add("report_count", Wire.Integer);
        public static readonly Field<bool> Disabled = All.Add("disabled", Wire.Boolean);
        public static readonly Field<string?> DisabledReason = All.Nullable("disabled_reason", Wire.String);
        public static readonly Field<string?> AvailabilityZone = All.Nullable("availability_zone", Wire.String);
        public static readonly Field<ComputeNode> ComputeNode = All.Add("compute_node", Wire.Object<ComputeNode>());
        public static readonly Field<DateTimeOffset?> LastSeenUp = All.NullableValue("last_seen_up", Wire.DateTime);
        public static readonly Field<bool> ForcedDown = All.Add("forced_down", Wire.Boolean);
        public static readonly Field<long> Version = All.Add("version", Wire.Integer);
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> DeletedAt = All.NullableValue("deleted_at", Wire.DateTime);
        public static readonly Field<bool> Deleted = All.Add("deleted", Wire.Boolean);
    }
}
