using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Hosts;

/// <summary>nova/objects/migration.py</summary>
public sealed partial class Migration(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<Migration>
{
    public static string ObjectClass => "Migration";

    public static FieldTable FieldTable => Fields.All;

    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public string Uuid { get => Get(Fields.Uuid); set => Set(Fields.Uuid, value); }

    public string? SourceCompute { get => Get(Fields.SourceCompute); set => Set(Fields.SourceCompute, value); }

    public string? DestCompute { get => Get(Fields.DestCompute); set => Set(Fields.DestCompute, value); }

    public string? SourceNode { get => Get(Fields.SourceNode); set => Set(Fields.SourceNode, value); }

    public string? DestNode { get => Get(Fields.DestNode); set => Set(Fields.DestNode, value); }

    public string? DestHost { get => Get(Fields.DestHost); set => Set(Fields.DestHost, value); }

    public long? OldInstanceTypeId { get => Get(Fields.OldInstanceTypeId); set => Set(Fields.OldInstanceTypeId, value); }

    public long? NewInstanceTypeId { get => Get(Fields.NewInstanceTypeId); set => Set(Fields.NewInstanceTypeId, value); }

    public string? InstanceUuid { get => Get(Fields.InstanceUuid); set => Set(Fields.InstanceUuid, value); }

    public string? Status { get => Get(Fields.Status); set => Set(Fields.Status, value); }

    public string MigrationType { get => Get(Fields.MigrationType); set => Set(Fields.MigrationType, value); }

    public bool Hidden { get => Get(Fields.Hidden); set => Set(Fields.Hidden, value); }

    public long? MemoryTotal { get => Get(Fields.MemoryTotal); set => Set(Fields.MemoryTotal, value); }

    public long? MemoryProcessed { get => Get(Fields.MemoryProcessed); set => Set(Fields.MemoryProcessed, value); }

    public long? MemoryRemaining { get => Get(Fields.MemoryRemaining); set => Set(Fields.MemoryRemaining, value); }

    public long? DiskTotal { get => Get(Fields.DiskTotal); set => Set(Fields.DiskTotal, value); }

    public long? DiskProcessed { get => Get(Fields.DiskProcessed); set => Set(Fields.DiskProcessed, value); }

    public long? DiskRemaining { get => Get(Fields.DiskRemaining); set => Set(Fields.DiskRemaining, value); }

    public bool CrossCellMove { get => Get(Fields.CrossCellMove); set => Set(Fields.CrossCellMove, value); }

    public string? UserId { get => Get(Fields.UserId); set => Set(Fields.UserId, value); }

    public string? ProjectId { get => Get(Fields.ProjectId); set => Set(Fields.ProjectId, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public DateTimeOffset? DeletedAt { get => Get(Fields.DeletedAt); set => Set(Fields.DeletedAt, value); }

    public bool Deleted { get => Get(Fields.Deleted); set => Set(Fields.Deleted, value); }

    public long? DestComputeId { get => Get(Fields.DestComputeId); set => Set(Fields.DestComputeId, value); }

    public static Migration View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<string> Uuid = All.Add("uuid", Wire.Uuid);
        public static readonly Field<string?> SourceCompute = All.Nullable("source_compute", Wire.String);
        public static readonly Field<string?> DestCompute = All.Nullable("dest_compute", Wire.String);
        public static readonly Field<string?> SourceNode = All.Nullable("source_node", Wire.String);
        public static readonly Field<string?> DestNode = All.Nullable("dest_node", Wire.String);
        public static readonly Field<string?> DestHost = All.Nullable("dest_host", Wire.String);
        public static readonly Field<long?> OldInstanceTypeId = All.NullableValue("old_instance_type_id", Wire.Integer);
        public static readonly Field<long?> NewInstanceTypeId = All.NullableValue("new_instance_type_id", Wire.Integer);
        public static readonly Field<string?> InstanceUuid = All.Nullable("instance_uuid", Wire.String);
        public static readonly Field<string?> Status = All.Nullable("status", Wire.String);
        public static readonly Field<string> MigrationType = All.Add("migration_type", Wire.Text("MigrationTypeField"));
        public static readonly Field<bool> Hidden = All.Add("hidden", Wire.Boolean);
        public static readonly Field<long?> MemoryTotal = All.NullableValue("memory_total", Wire.Integer);
        public static readonly Field<long?> MemoryProcessed = All.NullableValue("memory_processed", Wire.Integer);
        public static readonly Field<long?> MemoryRemaining = All.NullableValue("memory_remaining", Wire.Integer);
        public static readonly Field<long?> DiskTotal = All.NullableValue("disk_total", Wire.Integer);
        public static readonly Field<long?> DiskProcessed = All.NullableValue("disk_processed", Wire.Integer);
        public static readonly Field<long?> DiskRemaining = All.NullableValue("disk_remaining", Wire.Integer);
        public static readonly Field<bool> CrossCellMove = All.Add("cross_cell_move", Wire.Boolean);
        public static readonly Field<string?> UserId = All.Nullable("user_id", Wire.String);
        public static readonly Field<string?> ProjectId = All.Nullable("project_id", Wire.String);
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> DeletedAt = All.NullableValue("deleted_at", Wire.DateTime);
        public static readonly Field<bool> Deleted = All.Add("deleted", Wire.Boolean);
        public static readonly Field<long?> DestComputeId = All.NullableValue("dest_compute_id", Wire.Integer, "1.8");
    }
}
