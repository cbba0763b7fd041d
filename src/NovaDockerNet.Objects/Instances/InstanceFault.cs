using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/instance_fault.py</summary>
public sealed partial class InstanceFault(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<InstanceFault>
{
    public static string ObjectClass => "InstanceFault";

    public static FieldTable FieldTable => Fields.All;

    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public string InstanceUuid { get => Get(Fields.InstanceUuid); set => Set(Fields.InstanceUuid, value); }

    public long Code { get => Get(Fields.Code); set => Set(Fields.Code, value); }

    public string? Message { get => Get(Fields.Message); set => Set(Fields.Message, value); }

    public string? Details { get => Get(Fields.Details); set => Set(Fields.Details, value); }

    public string? Host { get => Get(Fields.Host); set => Set(Fields.Host, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public DateTimeOffset? DeletedAt { get => Get(Fields.DeletedAt); set => Set(Fields.DeletedAt, value); }

    public bool Deleted { get => Get(Fields.Deleted); set => Set(Fields.Deleted, value); }

    public static InstanceFault View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<string> InstanceUuid = All.Add("instance_uuid", Wire.Uuid);
        public static readonly Field<long> Code = All.Add("code", Wire.Integer);
        public static readonly Field<string?> Message = All.Nullable("message", Wire.String);
        public static readonly Field<string?> Details = All.Nullable("details", Wire.String);
        public static readonly Field<string?> Host = All.Nullable("host", Wire.String);
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> DeletedAt = All.NullableValue("deleted_at", Wire.DateTime);
        public static readonly Field<bool> Deleted = All.Add("deleted", Wire.Boolean);
    }
}
