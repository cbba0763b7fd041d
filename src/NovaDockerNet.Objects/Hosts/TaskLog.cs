using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Hosts;

/// <summary>nova/objects/task_log.py</summary>
public sealed partial class TaskLog(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<TaskLog>
{
    public static string ObjectClass => "TaskLog";

    public static FieldTable FieldTable => Fields.All;

    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public string TaskName { get => Get(Fields.TaskName); set => Set(Fields.TaskName, value); }

    /// <summary>RUNNING or DONE.</summary>
    public string State { get => Get(Fields.State); set => Set(Fields.State, value); }

    public string Host { get => Get(Fields.Host); set => Set(Fields.Host, value); }

    public DateTimeOffset PeriodBeginning { get => Get(Fields.PeriodBeginning); set => Set(Fields.PeriodBeginning, value); }

    public DateTimeOffset PeriodEnding { get => Get(Fields.PeriodEnding); set => Set(Fields.PeriodEnding, value); }

    public string Message { get => Get(Fields.Message); set => Set(Fields.Message, value); }

    public long TaskItems { get => Get(Fields.TaskItems); set => Set(Fields.TaskItems, value); }

    public long Errors { get => Get(Fields.Errors); set => Set(Fields.Errors, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public DateTimeOffset? DeletedAt { get => Get(Fields.DeletedAt); set => Set(Fields.DeletedAt, value); }

    public bool Deleted { get => Get(Fields.Deleted); set => Set(Fields.Deleted, value); }

    public static TaskLog View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<string> TaskName = All.Add("task_name", Wire.String);
        public static readonly Field<string> State = All.Add("state", Wire.String);
        public static readonly Field<string> Host = All.Add("host", Wire.String);
        public static readonly Field<DateTimeOffset> PeriodBeginning = All.Add("period_beginning", Wire.DateTime);
        public static readonly Field<DateTimeOffset> PeriodEnding = All.Add("period_ending", Wire.DateTime);
        public static readonly Field<string> Message = All.Add("message", Wire.String);
        public static readonly Field<long> TaskItems = All.Add("task_items", Wire.Integer);
        public static readonly Field<long> Errors = All.Add("errors", Wire.Integer);
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> DeletedAt = All.NullableValue("deleted_at", Wire.DateTime);
        public static readonly Field<bool> Deleted = All.Add("deleted", Wire.Boolean);
    }
}
