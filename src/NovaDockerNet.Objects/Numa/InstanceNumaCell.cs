using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Numa;

/// <summary>A NUMA node of a server, and after a claim the host's that it has. nova/objects/instance_numa.py</summary>
public sealed partial class InstanceNumaCell(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<InstanceNumaCell>
{
    public static string ObjectClass => "InstanceNUMACell";

    public static FieldTable FieldTable => Fields.All;

    /// <summary>The server's own number of the node before a claim, the host's after it, -1 after an aborted one.</summary>
    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    /// <summary>Virtual CPUs that share CPUs of the host with other servers.</summary>
    public ImmutableSortedSet<int> Cpuset { get => Get(Fields.Cpuset); set => Set(Fields.Cpuset, value); }

    /// <summary>Virtual CPUs with a CPU of the host each.</summary>
    public ImmutableSortedSet<int> Pcpuset { get => Get(Fields.Pcpuset); set => Set(Fields.Pcpuset, value); }

    /// <summary>CPUs of the host kept for the hypervisor's own threads.</summary>
    public ImmutableSortedSet<int>? CpusetReserved { get => Get(Fields.CpusetReserved); set => Set(Fields.CpusetReserved, value); }

    /// <summary>In MB.</summary>
    public long Memory { get => Get(Fields.Memory); set => Set(Fields.Memory, value); }

    /// <summary>In KiB, or -1 small, -2 large, -3 any; null for whatever there is.</summary>
    public long? Pagesize { get => Get(Fields.Pagesize); set => Set(Fields.Pagesize, value); }

    public OpaqueObject? CpuTopology { get => Get(Fields.CpuTopology); set => Set(Fields.CpuTopology, value); }

    /// <summary>Virtual CPU (as text) to CPU of the host.</summary>
    public ImmutableDictionary<string, long>? CpuPinningRaw { get => Get(Fields.CpuPinningRaw); set => Set(Fields.CpuPinningRaw, value); }

    /// <summary>dedicated, shared or mixed; null is shared.</summary>
    public string? CpuPolicy { get => Get(Fields.CpuPolicy); set => Set(Fields.CpuPolicy, value); }

    /// <summary>prefer, isolate or require; null is prefer.</summary>
    public string? CpuThreadPolicy { get => Get(Fields.CpuThreadPolicy); set => Set(Fields.CpuThreadPolicy, value); }

    public static InstanceNumaCell View(JObject envelope) => new(envelope);

    // No field says since when it is there: rows of old releases lack some, and Nova sets them all the same.
    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<ImmutableSortedSet<int>> Cpuset = All.Add("cpuset", Wire.SetOfIntegers);
        public static readonly Field<ImmutableSortedSet<int>> Pcpuset = All.Add("pcpuset", Wire.SetOfIntegers);
        public static readonly Field<ImmutableSortedSet<int>?> CpusetReserved = All.Nullable("cpuset_reserved", Wire.SetOfIntegers);
        public static readonly Field<long> Memory = All.Add("memory", Wire.Integer);
        public static readonly Field<long?> Pagesize = All.NullableValue("pagesize", Wire.Integer);
        public static readonly Field<OpaqueObject?> CpuTopology = All.Nullable("cpu_topology", Wire.Opaque("VirtCPUTopology"));
        public static readonly Field<ImmutableDictionary<string, long>?> CpuPinningRaw = All.Nullable("cpu_pinning_raw", Wire.DictOfIntegers);
        public static readonly Field<string?> CpuPolicy = All.Nullable("cpu_policy", Wire.Text("CPUAllocationPolicyField"));
        public static readonly Field<string?> CpuThreadPolicy = All.Nullable("cpu_thread_policy", Wire.Text("CPUThreadAllocationPolicyField"));
    }
}
