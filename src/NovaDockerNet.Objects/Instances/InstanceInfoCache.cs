using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/instance_info_cache.py</summary>
public sealed partial class InstanceInfoCache(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<InstanceInfoCache>
{
    public static string ObjectClass => "InstanceInfoCache";

    public static FieldTable FieldTable => Fields.All;

    public string InstanceUuid { get => Get(Fields.InstanceUuid); set => Set(Fields.InstanceUuid, value); }

    public string? NetworkInfo { get => Get(Fields.NetworkInfo); set => Set(Fields.NetworkInfo, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public DateTimeOffset? DeletedAt { get => Get(Fields.DeletedAt); set => Set(Fields.DeletedAt, value); }

    public bool Deleted { get => Get(Fields.Deleted); set => Set(Fields.Deleted, value); }

    public static InstanceInfoCache View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<string> InstanceUuid = All.Add("instance_uuid", Wire.Uuid);
        public static readonly Field<string?> NetworkInfo = All.Nullable("network_info", Wire.Text("NetworkModelField"));
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> DeletedAt = All.NullableValue("deleted_at", Wire.DateTime);
        public static readonly Field<bool> Deleted = All.Add("deleted", Wire.Boolean);
    }
}
