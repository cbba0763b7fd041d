using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/instance_action.py</summary>
public sealed partial class InstanceActionEvent(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<InstanceActionEvent>
{
    public static string ObjectClass => "InstanceActionEvent";

    public static FieldTable FieldTable => Fields.All;

    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public string? Event { get => Get(Fields.Event); set => Set(Fields.Event, value); }

    public long? ActionId { get => Get(Fields.ActionId); set => Set(Fields.ActionId, value); }

    public DateTimeOffset? StartTime { get => Get(Fields.StartTime); set => Set(Fields.StartTime, value); }

    public DateTimeOffset? FinishTime { get => Get(Fields.FinishTime); set => Set(Fields.FinishTime, value); }

    public string? Result { get => Get(Fields.Result); set => Set(Fields.Result, value); }

    public string? Traceback { get => Get(Fields.Traceback); set => Set(Fields.Traceback, value); }

    public string? Host { get => Get(Fields.Host); set => Set(Fields.Host, value); }

    public string? Details { get => Get(Fields.Details); set => Set(Fields.Details, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public DateTimeOffset? DeletedAt { get => Get(Fields.DeletedAt); set => Set(Fields.DeletedAt, value); }

    public bool Deleted { get => Get(Fields.Deleted); set => Set(Fields.Deleted, value); }

    public static InstanceActionEvent View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<string?> Event = All.Nullable("event", Wire.String);
        public static readonly Field<long?> ActionId = All.NullableValue("action_id", Wire.Integer);
        public static readonly Field<DateTimeOffset?> StartTime = All.NullableValue("start_time", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> FinishTime = All.NullableValue("finish_time", Wire.DateTime);
        public static readonly Field<string?> Result = All.Nullable("result", Wire.String);
        public static readonly Field<string?> Traceback = All.Nullable("traceback", Wire.String);
        public static readonly Field<string?> Host = All.Nullable("host", Wire.String);
        public static readonly Field<string?> Details = All.Nullable("details", Wire.String);
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> DeletedAt = All.NullableValue("deleted_at", Wire.DateTime);
        public static readonly Field<bool> Deleted = All.Add("deleted", Wire.Boolean);
    }
}
