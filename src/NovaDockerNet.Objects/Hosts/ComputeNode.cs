using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Hosts;

/// <summary>nova/objects/compute_node.py</summary>
public sealed partial class ComputeNode(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<ComputeNode>
{
    public static string ObjectClass => "ComputeNode";

    public static FieldTable FieldTable => Fields.All;

    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public string Uuid { get => Get(Fields.Uuid); set => Set(Fields.Uuid, value); }

    public long? ServiceId { get => Get(Fields.ServiceId); set => Set(Fields.ServiceId, value); }

    public string? Host { get => Get(Fields.Host); set => Set(Fields.Host, value); }

    public long Vcpus { get => Get(Fields.Vcpus); set => Set(Fields.Vcpus, value); }

    public long MemoryMb { get => Get(Fields.MemoryMb); set => Set(Fields.MemoryMb, value); }

    public long LocalGb { get => Get(Fields.LocalGb); set => Set(Fields.LocalGb, value); }

    public long VcpusUsed { get => Get(Fields.VcpusUsed); set => Set(Fields.VcpusUsed, value); }

    public long MemoryMbUsed { get => Get(Fields.MemoryMbUsed); set => Set(Fields.MemoryMbUsed, value); }

    public long LocalGbUsed { get => Get(Fields.LocalGbUsed); set => Set(Fields.LocalGbUsed, value); }

    public string HypervisorType { get => Get(Fields.HypervisorType); set => Set(Fields.HypervisorType, value); }

    public long HypervisorVersion { get => Get(Fields.HypervisorVersion); set => Set(Fields.HypervisorVersion, value); }

    public string? HypervisorHostname { get => Get(Fields.HypervisorHostname); set => Set(Fields.HypervisorHostname, value); }

    public long? FreeRamMb { get => Get(Fields.FreeRamMb); set => Set(Fields.FreeRamMb, value); }

    public long? FreeDiskGb { get => Get(Fields.FreeDiskGb); set => Set(Fields.FreeDiskGb, value); }

    public long? CurrentWorkload { get => Get(Fields.CurrentWorkload); set => Set(Fields.CurrentWorkload, value); }

    public long? RunningVms { get => Get(Fields.RunningVms); set => Set(Fields.RunningVms, value); }

    public string? CpuInfo { get => Get(Fields.CpuInfo); set => Set(Fields.CpuInfo, value); }

    public long? DiskAvailableLeast { get => Get(Fields.DiskAvailableLeast); set => Set(Fields.DiskAvailableLeast, value); }

    public string? Metrics { get => Get(Fields.Metrics); set => Set(Fields.Metrics, value); }

    public ImmutableDictionary<string, string?>? Stats { get => Get(Fields.Stats); set => Set(Fields.Stats, value); }

    public string? HostIp { get => Get(Fields.HostIp); set => Set(Fields.HostIp, value); }

    public string? NumaTopology { get => Get(Fields.NumaTopology); set => Set(Fields.NumaTopology, value); }

    public ImmutableList<HvSpec> SupportedHvSpecs { get => Get(Fields.SupportedHvSpecs); set => Set(Fields.SupportedHvSpecs, value); }

    public PciDevicePoolList? PciDevicePools { get => Get(Fields.PciDevicePools); set => Set(Fields.PciDevicePools, value); }

    public double CpuAllocationRatio { get => Get(Fields.CpuAllocationRatio); set => Set(Fields.CpuAllocationRatio, value); }

    public double RamAllocationRatio { get => Get(Fields.RamAllocationRatio); set => Set(Fields.RamAllocationRatio, value); }

    public double DiskAllocationRatio { get => Get(Fields.DiskAllocationRatio); set => Set(Fields.DiskAllocationRatio, value); }

    public long Mapped { get => Get(Fields.Mapped); set => Set(Fields.Mapped, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public DateTimeOffset? DeletedAt { get => Get(Fields.DeletedAt); set => Set(Fields.DeletedAt, value); }

    public bool Deleted { get => Get(Fields.Deleted); set => Set(Fields.Deleted, value); }

    public static ComputeNode View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<string> Uuid = All.Add("uuid", Wire.Uuid);
        public static readonly Field<long?> ServiceId = All.NullableValue("service_id", Wire.Integer);
        public static readonly Field<string?> Host = All.Nullable("host", Wire.String);
        public static readonly Field<long> Vcpus = All.Add("vcpus", Wire.Integer);
        public static readonly Field<long> MemoryMb = All.Add("memory_mb", Wire.Integer);
        public static readonly Field<long> LocalGb = All.Add("local_gb", Wire.Integer);
        public static readonly Field<long> VcpusUsed = All.Add("vcpus_used", Wire.Integer);
        public static readonly Field<long> MemoryMbUsed = All.Add("memory_mb_used", Wire.Integer);
        public static readonly Field<long> LocalGbUsed = All.Add("local_gb_used", Wire.Integer);
        public static readonly Field<string> HypervisorType = All.Add("hypervisor_type", Wire.String);
        public static readonly Field<long> HypervisorVersion = All.Add("hypervisor_version", Wire.Integer);
        public static readonly Field<string?> HypervisorHostname = All.Nullable("hypervisor_hostname", Wire.String);
        public static readonly Field<long?> FreeRamMb = All.NullableValue("free_ram_mb", Wire.Integer);
        public static readonly Field<long?> FreeDiskGb = All.NullableValue("free_disk_gb", Wire.Integer);
        public static readonly Field<long?> CurrentWorkload = All.NullableValue("current_workload", Wire.Integer);
        public static readonly Field<long?> RunningVms = All.NullableValue("running_vms", Wire.Integer);
        public static readonly Field<string?> CpuInfo = All.Nullable("cpu_info", Wire.String);
        public static readonly Field<long?> DiskAvailableLeast = All.NullableValue("disk_available_least", Wire.Integer);
        public static readonly Field<string?> Metrics = All.Nullable("metrics", Wire.String);
        public static readonly Field<ImmutableDictionary<string, string?>?> Stats = All.Nullable("stats", Wire.DictOfNullableStrings);
        public static readonly Field<string?> HostIp = All.Nullable("host_ip", Wire.Text("IPAddressField"));
        public static readonly Field<string?> NumaTopology = All.Nullable("numa_topology", Wire.String);
        public static readonly Field<ImmutableList<HvSpec>> SupportedHvSpecs = All.Add("supported_hv_specs", Wire.Objects<HvSpec>());
        public static readonly Field<PciDevicePoolList?> PciDevicePools = All.Nullable("pci_device_pools", Wire.Object<PciDevicePoolList>());
        public static readonly Field<double> CpuAllocationRatio = All.Add("cpu_allocation_ratio", Wire.Float);
        public static readonly Field<double> RamAllocationRatio = All.Add("ram_allocation_ratio", Wire.Float);
        public static readonly Field<double> DiskAllocationRatio = All.Add("disk_allocation_ratio", Wire.Float);
        public static readonly Field<long> Mapped = All.Add("mapped", Wire.Integer);
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> DeletedAt = All.NullableValue("deleted_at", Wire.DateTime);
        public static readonly Field<bool> Deleted = All.Add("deleted", Wire.Boolean);
    }
}
