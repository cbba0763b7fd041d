using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/flavor.py</summary>
public sealed partial class Flavor(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<Flavor>
{
    public static string ObjectClass => "Flavor";

    public static FieldTable FieldTable => Fields.All;

    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public string? Name { get => Get(Fields.Name); set => Set(Fields.Name, value); }

    public long MemoryMb { get => Get(Fields.MemoryMb); set => Set(Fields.MemoryMb, value); }

    public long Vcpus { get => Get(Fields.Vcpus); set => Set(Fields.Vcpus, value); }

    public long RootGb { get => Get(Fields.RootGb); set => Set(Fields.RootGb, value); }

    public long EphemeralGb { get => Get(Fields.EphemeralGb); set => Set(Fields.EphemeralGb, value); }

    public string Flavorid { get => Get(Fields.Flavorid); set => Set(Fields.Flavorid, value); }

    public long Swap { get => Get(Fields.Swap); set => Set(Fields.Swap, value); }

    public double? RxtxFactor { get => Get(Fields.RxtxFactor); set => Set(Fields.RxtxFactor, value); }

    public long? VcpuWeight { get => Get(Fields.VcpuWeight); set => Set(Fields.VcpuWeight, value); }

    public bool Disabled { get => Get(Fields.Disabled); set => Set(Fields.Disabled, value); }

    public bool IsPublic { get => Get(Fields.IsPublic); set => Set(Fields.IsPublic, value); }

    public ImmutableDictionary<string, string> ExtraSpecs { get => Get(Fields.ExtraSpecs); set => Set(Fields.ExtraSpecs, value); }

    public ImmutableList<string> Projects { get => Get(Fields.Projects); set => Set(Fields.Projects, value); }

    public string? Description { get => Get(Fields.Description); set => Set(Fields.Description, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public DateTimeOffset? DeletedAt { get => Get(Fields.DeletedAt); set => Set(Fields.DeletedAt, value); }

    public bool Deleted { get => Get(Fields.Deleted); set => Set(Fields.Deleted, value); }

    public static Flavor View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<string?> Name = All.Nullable("name", Wire.String);
        public static readonly Field<long> MemoryMb = All.Add("memory_mb", Wire.Integer);
        public static readonly Field<long> Vcpus = All.Add("vcpus", Wire.Integer);
        public static readonly Field<long> RootGb = All.Add("root_gb", Wire.Integer);
        public static readonly Field<long> EphemeralGb = All.Add("ephemeral_gb", Wire.Integer);
        public static readonly Field<string> Flavorid = All.Add("flavorid", Wire.String);
        public static readonly Field<long> Swap = All.Add("swap", Wire.Integer);
        public static readonly Field<double?> RxtxFactor = All.NullableValue("rxtx_factor", Wire.Float);
        public static readonly Field<long?> VcpuWeight = All.NullableValue("vcpu_weight", Wire.Integer);
        public static readonly Field<bool> Disabled = All.Add("disabled", Wire.Boolean);
        public static readonly Field<bool> IsPublic = All.Add("is_public", Wire.Boolean);
        public static readonly Field<ImmutableDictionary<string, string>> ExtraSpecs = All.Add("extra_specs", Wire.DictOfStrings);
        public static readonly Field<ImmutableList<string>> Projects = All.Add("projects", Wire.ListOfStrings);
        public static readonly Field<string?> Description = All.Nullable("description", Wire.String);
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> DeletedAt = All.NullableValue("deleted_at", Wire.DateTime);
        public static readonly Field<bool> Deleted = All.Add("deleted", Wire.Boolean);
    }
}
