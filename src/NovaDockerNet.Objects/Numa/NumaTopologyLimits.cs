using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Numa;

/// <summary>What the scheduler's NUMATopologyFilter allows a claim to overcommit. nova/objects/numa.py</summary>
public sealed partial class NumaTopologyLimits(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<NumaTopologyLimits>
{
    public static string ObjectClass => "NUMATopologyLimits";

    public static FieldTable FieldTable => Fields.All;

    public double CpuAllocationRatio { get => Get(Fields.CpuAllocationRatio); set => Set(Fields.CpuAllocationRatio, value); }

    public double RamAllocationRatio { get => Get(Fields.RamAllocationRatio); set => Set(Fields.RamAllocationRatio, value); }

    public NetworkMetadata NetworkMetadata { get => Get(Fields.NetworkMetadata); set => Set(Fields.NetworkMetadata, value); }

    public static NumaTopologyLimits View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<double> CpuAllocationRatio = All.Add("cpu_allocation_ratio", Wire.Float);
        public static readonly Field<double> RamAllocationRatio = All.Add("ram_allocation_ratio", Wire.Float);
        public static readonly Field<NetworkMetadata> NetworkMetadata = All.Add("network_metadata", Wire.Object<NetworkMetadata>());
    }
}
