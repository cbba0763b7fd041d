using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Hosts;

/// <summary>nova/objects/aggregate.py</summary>
public sealed partial class Aggregate(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<Aggregate>
{
    public static string ObjectClass => "Aggregate";

    public static FieldTable FieldTable => Fields.All;

    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public string Uuid { get => Get(Fields.Uuid); set => Set(Fields.Uuid, value); }

    public string Name { get => Get(Fields.Name); set => Set(Fields.Name, value); }

    public ImmutableList<string>? Hosts { get => Get(Fields.Hosts); set => Set(Fields.Hosts, value); }

    public ImmutableDictionary<string, string>? Metadata { get => Get(Fields.Metadata); set => Set(Fields.Metadata, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public DateTimeOffset? DeletedAt { get => Get(Fields.DeletedAt); set => Set(Fields.DeletedAt, value); }

    public bool Deleted { get => Get(Fields.Deleted); set => Set(Fields.Deleted, value); }

    public static Aggregate View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<string> Uuid = All.Add("uuid", Wire.Uuid);
        public static readonly Field<string> Name = All.Add("name", Wire.String);
        public static readonly Field<ImmutableList<string>?> Hosts = All.Nullable("hosts", Wire.ListOfStrings);
        public static readonly Field<ImmutableDictionary<string, string>?> Metadata = All.Nullable("metadata", Wire.DictOfStrings);
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> DeletedAt = All.NullableValue("deleted_at", Wire.DateTime);
        public static readonly Field<bool> Deleted = All.Add("deleted", Wire.Boolean);
    }
}
