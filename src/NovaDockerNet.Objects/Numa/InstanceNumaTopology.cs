using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Numa;

/// <summary>The NUMA nodes of a server. nova/objects/instance_numa.py</summary>
public sealed partial class InstanceNumaTopology(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<InstanceNumaTopology>
{
    public static string ObjectClass => "InstanceNUMATopology";

    public static FieldTable FieldTable => Fields.All;

    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public string InstanceUuid { get => Get(Fields.InstanceUuid); set => Set(Fields.InstanceUuid, value); }

    public ImmutableList<InstanceNumaCell> Cells { get => Get(Fields.Cells); set => Set(Fields.Cells, value); }

    /// <summary>isolate or share; null for neither.</summary>
    public string? EmulatorThreadsPolicy { get => Get(Fields.EmulatorThreadsPolicy); set => Set(Fields.EmulatorThreadsPolicy, value); }

    public static InstanceNumaTopology View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<string> InstanceUuid = All.Add("instance_uuid", Wire.Uuid);
        public static readonly Field<ImmutableList<InstanceNumaCell>> Cells = All.Add("cells", Wire.Objects<InstanceNumaCell>());
        public static readonly Field<string?> EmulatorThreadsPolicy = All.Nullable("emulator_threads_policy", Wire.Text("CPUEmulatorThreadsPolicyField"));
    }
}
