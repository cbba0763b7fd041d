using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Numa;

/// <summary>A NUMA node of a host, with what servers hold of it. nova/objects/numa.py</summary>
public sealed partial class NumaCell(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<NumaCell>
{
    public static string ObjectClass => "NUMACell";

    public static FieldTable FieldTable => Fields.All;

    /// <summary>The kernel's number of the node.</summary>
    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    /// <summary>CPUs that servers share.</summary>
    public ImmutableSortedSet<int> Cpuset { get => Get(Fields.Cpuset); set => Set(Fields.Cpuset, value); }

    /// <summary>CPUs that are given to one server each.</summary>
    public ImmutableSortedSet<int> Pcpuset { get => Get(Fields.Pcpuset); set => Set(Fields.Pcpuset, value); }

    /// <summary>In MB.</summary>
    public long Memory { get => Get(Fields.Memory); set => Set(Fields.Memory, value); }

    /// <summary>Virtual CPUs of servers with a topology that share <see cref="Cpuset"/>.</summary>
    public long CpuUsage { get => Get(Fields.CpuUsage); set => Set(Fields.CpuUsage, value); }

    /// <summary>In MB, of servers with a topology.</summary>
    public long MemoryUsage { get => Get(Fields.MemoryUsage); set => Set(Fields.MemoryUsage, value); }

    /// <summary>Those of <see cref="Pcpuset"/> that are taken.</summary>
    public ImmutableSortedSet<int> PinnedCpus { get => Get(Fields.PinnedCpus); set => Set(Fields.PinnedCpus, value); }

    /// <summary>One set per core: its threads, as far as servers may have them.</summary>
    public ImmutableList<ImmutableSortedSet<int>> Siblings { get => Get(Fields.Siblings); set => Set(Fields.Siblings, value); }

    public ImmutableList<NumaPagesTopology> Mempages { get => Get(Fields.Mempages); set => Set(Fields.Mempages, value); }

    public NetworkMetadata NetworkMetadata { get => Get(Fields.NetworkMetadata); set => Set(Fields.NetworkMetadata, value); }

    /// <summary>Null where the node has several.</summary>
    public long? Socket { get => Get(Fields.Socket); set => Set(Fields.Socket, value); }

    public static NumaCell View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<ImmutableSortedSet<int>> Cpuset = All.Add("cpuset", Wire.SetOfIntegers);
        public static readonly Field<ImmutableSortedSet<int>> Pcpuset = All.Add("pcpuset", Wire.SetOfIntegers);
        public static readonly Field<long> Memory = All.Add("memory", Wire.Integer);
        public static readonly Field<long> CpuUsage = All.Add("cpu_usage", Wire.Integer);
        public static readonly Field<long> MemoryUsage = All.Add("memory_usage", Wire.Integer);
        public static readonly Field<ImmutableSortedSet<int>> PinnedCpus = All.Add("pinned_cpus", Wire.SetOfIntegers);
        public static readonly Field<ImmutableList<ImmutableSortedSet<int>>> Siblings = All.Add("siblings", Wire.ListOfSetsOfIntegers);
        public static readonly Field<ImmutableList<NumaPagesTopology>> Mempages = All.Add("mempages", Wire.Objects<NumaPagesTopology>());
        public static readonly Field<NetworkMetadata> NetworkMetadata = All.Add("network_metadata", Wire.Object<NetworkMetadata>());
        public static readonly Field<long?> Socket = All.NullableValue("socket", Wire.Integer);
    }
}
