using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/instance_action.py</summary>
public sealed partial class InstanceAction(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<InstanceAction>
{
    public static string ObjectClass => "InstanceAction";

    public static FieldTable FieldTable => Fields.All;

    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public string? Action { get => Get(Fields.Action); set => Set(Fields.Action, value); }

    public string? InstanceUuid { get => Get(Fields.InstanceUuid); set => Set(Fields.InstanceUuid, value); }

    public string? RequestId { get => Get(Fields.RequestId); set => Set(Fields.RequestId, value); }

    public string? UserId { get => Get(Fields.UserId); set => Set(Fields.UserId, value); }

    public string? ProjectId { get => Get(Fields.ProjectId); set => Set(Fields.ProjectId, value); }

    public DateTimeOffset? StartTime { get => Get(Fields.StartTime); set => Set(Fields.StartTime, value); }

    public DateTimeOffset? FinishTime { get => Get(Fields.FinishTime); set => Set(Fields.FinishTime, value); }

    public string? Message { get => Get(Fields.Message); set => Set(Fields.Message, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public DateTimeOffset? DeletedAt { get => Get(Fields.DeletedAt); set => Set(Fields.DeletedAt, value); }

    public bool Deleted { get => Get(Fields.Deleted); set => Set(Fields.Deleted, value); }

    public static InstanceAction View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<string?> Action = All.Nullable("action", Wire.String);
        public static readonly Field<string?> InstanceUuid = All.Nullable("instance_uuid", Wire.Uuid);
        public static readonly Field<string?> RequestId = All.Nullable("request_id", Wire.String);
        public static readonly Field<string?> UserId = All.Nullable("user_id", Wire.String);
        public static readonly Field<string?> ProjectId = All.Nullable("project_id", Wire.String);
        public static readonly Field<DateTimeOffset?> StartTime = All.NullableValue("start_time", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> FinishTime = All.NullableValue("finish_time", Wire.DateTime);
        public static readonly Field<string?> Message = All.Nullable("message", Wire.String);
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> DeletedAt = All.NullableValue("deleted_at", Wire.DateTime);
        public static readonly Field<bool> Deleted = All.Add("deleted", Wire.Boolean);
    }
}
