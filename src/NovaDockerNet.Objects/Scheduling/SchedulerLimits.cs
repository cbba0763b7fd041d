using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Scheduling;

/// <summary>nova/objects/request_spec.py</summary>
public sealed partial class SchedulerLimits(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<SchedulerLimits>
{
    public static string ObjectClass => "SchedulerLimits";

    public static FieldTable FieldTable => Fields.All;

    public NumaTopologyLimits? NumaTopology { get => Get(Fields.NumaTopology); set => Set(Fields.NumaTopology, value); }

    public long? Vcpu { get => Get(Fields.Vcpu); set => Set(Fields.Vcpu, value); }

    public long? DiskGb { get => Get(Fields.DiskGb); set => Set(Fields.DiskGb, value); }

    public long? MemoryMb { get => Get(Fields.MemoryMb); set => Set(Fields.MemoryMb, value); }

    public static SchedulerLimits View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<NumaTopologyLimits?> NumaTopology = All.Nullable("numa_topology", Wire.Object<NumaTopologyLimits>());
        public static readonly Field<long?> Vcpu = All.NullableValue("vcpu", Wire.Integer);
        public static readonly Field<long?> DiskGb = All.NullableValue("disk_gb", Wire.Integer);
        public static readonly Field<long?> MemoryMb = All.NullableValue("memory_mb", Wire.Integer);
    }
}
