using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Hosts;

/// <summary>nova/objects/task_log.py</summary>
public sealed partial class TaskLog(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<TaskLog>
{
    public static string ObjectClass => "TaskLog";

    public static FieldTable FieldTable => Fields.All;

    public string TaskName { get => Get(Fields.TaskName); set => Set(Fields.TaskName, value); }

    public string Host { get => Get(Fields.Host); set => Set(Fields.Host, value); }

    public DateTimeOffset PeriodBeginning { get => Get(Fields.PeriodBeginning); set => Set(Fields.PeriodBeginning, value); }

    public DateTimeOffset PeriodEnding { get => Get(Fields.PeriodEnding); set => Set(Fields.PeriodEnding, value); }

    public string Message { get => Get(Fields.Message); set => Set(Fields.Message, value); }

    public long TaskItems { get => Get(Fields.TaskItems); set => Set(Fields.TaskItems, value); }

    public long Errors { get => Get(Fields.Errors); set => Set(Fields.Errors, value); }

    public static TaskLog View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<string> TaskName = All.Add("task_name", Wire.String);
        public static readonly Field<string> Host = All.Add("host", Wire.String);
        public static readonly Field<DateTimeOffset> PeriodBeginning = All.Add("period_beginning", Wire.DateTime);
        public static readonly Field<DateTimeOffset> PeriodEnding = All.Add("period_ending", Wire.DateTime);
        public static readonly Field<string> Message = All.Add("message", Wire.String);
        public static readonly Field<long> TaskItems = All.Add("task_items", Wire.Integer);
        public static readonly Field<long> Errors = All.Add("errors", Wire.Integer);
    }
}
