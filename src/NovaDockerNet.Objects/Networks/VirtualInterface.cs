using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Networks;

/// <summary>nova/objects/virtual_interface.py</summary>
public sealed partial class VirtualInterface(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<VirtualInterface>
{
    public static string ObjectClass => "VirtualInterface";

    public static FieldTable FieldTable => Fields.All;

    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public string? Address { get => Get(Fields.Address); set => Set(Fields.Address, value); }

    public long NetworkId { get => Get(Fields.NetworkId); set => Set(Fields.NetworkId, value); }

    public string InstanceUuid { get => Get(Fields.InstanceUuid); set => Set(Fields.InstanceUuid, value); }

    public string Uuid { get => Get(Fields.Uuid); set => Set(Fields.Uuid, value); }

    public string? Tag { get => Get(Fields.Tag); set => Set(Fields.Tag, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public DateTimeOffset? DeletedAt { get => Get(Fields.DeletedAt); set => Set(Fields.DeletedAt, value); }

    public bool Deleted { get => Get(Fields.Deleted); set => Set(Fields.Deleted, value); }

    public static VirtualInterface View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<string?> Address = All.Nullable("address", Wire.String);
        public static readonly Field<long> NetworkId = All.Add("network_id", Wire.Integer);
        public static readonly Field<string> InstanceUuid = All.Add("instance_uuid", Wire.Uuid);
        public static readonly Field<string> Uuid = All.Add("uuid", Wire.Uuid);
        public static readonly Field<string?> Tag = All.Nullable("tag", Wire.String);
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> DeletedAt = All.NullableValue("deleted_at", Wire.DateTime);
        public static readonly Field<bool> Deleted = All.Add("deleted", Wire.Boolean);
    }
}
