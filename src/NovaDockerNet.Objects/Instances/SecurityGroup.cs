using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/security_group.py</summary>
public sealed partial class SecurityGroup(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<SecurityGroup>
{
    public static string ObjectClass => "SecurityGroup";

    public static FieldTable FieldTable => Fields.All;

    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public string Name { get => Get(Fields.Name); set => Set(Fields.Name, value); }

    public string Description { get => Get(Fields.Description); set => Set(Fields.Description, value); }

    public string UserId { get => Get(Fields.UserId); set => Set(Fields.UserId, value); }

    public string ProjectId { get => Get(Fields.ProjectId); set => Set(Fields.ProjectId, value); }

    public string Uuid { get => Get(Fields.Uuid); set => Set(Fields.Uuid, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public DateTimeOffset? DeletedAt { get => Get(Fields.DeletedAt); set => Set(Fields.DeletedAt, value); }

    public bool Deleted { get => Get(Fields.Deleted); set => Set(Fields.Deleted, value); }

    public static SecurityGroup View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<string> Name = All.Add("name", Wire.String);
        public static readonly Field<string> Description = All.Add("description", Wire.String);
        public static readonly Field<string> UserId = All.Add("user_id", Wire.String);
        public static readonly Field<string> ProjectId = All.Add("project_id", Wire.String);
        public static readonly Field<string> Uuid = All.Add("uuid", Wire.Uuid);
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> DeletedAt = All.NullableValue("deleted_at", Wire.DateTime);
        public static readonly Field<bool> Deleted = All.Add("deleted", Wire.Boolean);
    }
}
