using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/instance_group.py</summary>
public sealed partial class InstanceGroup(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<InstanceGroup>
{
    public static string ObjectClass => "InstanceGroup";

    public static FieldTable FieldTable => Fields.All;

    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public string? UserId { get => Get(Fields.UserId); set => Set(Fields.UserId, value); }

    public string? ProjectId { get => Get(Fields.ProjectId); set => Set(Fields.ProjectId, value); }

    public string Uuid { get => Get(Fields.Uuid); set => Set(Fields.Uuid, value); }

    public string? Name { get => Get(Fields.Name); set => Set(Fields.Name, value); }

    public ImmutableList<string>? Policies { get => Get(Fields.Policies); set => Set(Fields.Policies, value); }

    public ImmutableList<string>? Members { get => Get(Fields.Members); set => Set(Fields.Members, value); }

    public ImmutableList<string>? Hosts { get => Get(Fields.Hosts); set => Set(Fields.Hosts, value); }

    public string? Policy { get => Get(Fields.Policy); set => Set(Fields.Policy, value); }

    public ImmutableDictionary<string, string> Rules { get => Get(Fields.Rules); set => Set(Fields.Rules, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public DateTimeOffset? DeletedAt { get => Get(Fields.DeletedAt); set => Set(Fields.DeletedAt, value); }

    public bool Deleted { get => Get(Fields.Deleted); set => Set(Fields.Deleted, value); }

    public static InstanceGroup View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<string?> UserId = All.Nullable("user_id", Wire.String);
        public static readonly Field<string?> ProjectId = All.Nullable("project_id", Wire.String);
        public static readonly Field<string> Uuid = All.Add("uuid", Wire.Uuid);
        public static readonly Field<string?> Name = All.Nullable("name", Wire.String);
        public static readonly Field<ImmutableList<string>?> Policies = All.Nullable("policies", Wire.ListOfStrings);
        public static readonly Field<ImmutableList<string>?> Members = All.Nullable("members", Wire.ListOfStrings);
        public static readonly Field<ImmutableList<string>?> Hosts = All.Nullable("hosts", Wire.ListOfStrings);
        public static readonly Field<string?> Policy = All.Nullable("policy", Wire.String);
        public static readonly Field<ImmutableDictionary<string, string>> Rules = All.Add("_rules", Wire.DictOfStrings);
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> DeletedAt = All.NullableValue("deleted_at", Wire.DateTime);
        public static readonly Field<bool> Deleted = All.Add("deleted", Wire.Boolean);
    }
}
