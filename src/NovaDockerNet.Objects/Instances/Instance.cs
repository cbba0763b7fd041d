using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Hosts;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/instance.py</summary>
public sealed partial class Instance(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<Instance>
{
    public static string ObjectClass => "Instance";

    public static FieldTable FieldTable => Fields.All;

    /// <summary>For another branch of the operation: an object is not for two that write, or that read what is not loaded yet.</summary>
    public Instance Copy() => View(ToPrimitive());

    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public string? UserId { get => Get(Fields.UserId); set => Set(Fields.UserId, value); }

    public string? ProjectId { get => Get(Fields.ProjectId); set => Set(Fields.ProjectId, value); }

    public string? ImageRef { get => Get(Fields.ImageRef); set => Set(Fields.ImageRef, value); }

    public string? KernelId { get => Get(Fields.KernelId); set => Set(Fields.KernelId, value); }

    public string? RamdiskId { get => Get(Fields.RamdiskId); set => Set(Fields.RamdiskId, value); }

    public string? Hostname { get => Get(Fields.Hostname); set => Set(Fields.Hostname, value); }

    public long? LaunchIndex { get => Get(Fields.LaunchIndex); set => Set(Fields.LaunchIndex, value); }

    public string? KeyName { get => Get(Fields.KeyName); set => Set(Fields.KeyName, value); }

    public string? KeyData { get => Get(Fields.KeyData); set => Set(Fields.KeyData, value); }

    public PowerState? PowerState { get => Get(Fields.PowerState); set => Set(Fields.PowerState, value); }

    public VmState? VmState { get => Get(Fields.VmState); set => Set(Fields.VmState, value); }

    public TaskState? TaskState { get => Get(Fields.TaskState); set => Set(Fields.TaskState, value); }

    public ServiceList Services { get => Get(Fields.Services); set => Set(Fields.Services, value); }

    public long? MemoryMb { get => Get(Fields.MemoryMb); set => Set(Fields.MemoryMb, value); }

    public long? Vcpus { get => Get(Fields.Vcpus); set => Set(Fields.Vcpus, value); }

    public long? RootGb { get => Get(Fields.RootGb); set => Set(Fields.RootGb, value); }

    public long? EphemeralGb { get => Get(Fields.EphemeralGb); set => Set(Fields.EphemeralGb, value); }

    public string? EphemeralKeyUuid { get => Get(Fields.EphemeralKeyUuid); set => Set(Fields.EphemeralKeyUuid, value); }

    public string? Host { get => Get(Fields.Host); set => Set(Fields.Host, value); }

    public string? Node { get => Get(Fields.Node); set => Set(Fields.Node, value); }

    public long? InstanceTypeId { get => Get(Fields.InstanceTypeId); set => Set(Fields.InstanceTypeId, value); }

    public string? UserData { get => Get(Fields.UserData); set => Set(Fields.UserData, value); }

    public string? ReservationId { get => Get(Fields.ReservationId); set => Set(Fields.ReservationId, value); }

    public DateTimeOffset? LaunchedAt { get => Get(Fields.LaunchedAt); set => Set(Fields.LaunchedAt, value); }

    public DateTimeOffset? TerminatedAt { get => Get(Fields.TerminatedAt); set => Set(Fields.TerminatedAt, value); }

    public string? AvailabilityZone { get => Get(Fields.AvailabilityZone); set => Set(Fields.AvailabilityZone, value); }

    public string? DisplayName { get => Get(Fields.DisplayName); set => Set(Fields.DisplayName, value); }

    public string? DisplayDescription { get => Get(Fields.DisplayDescription); set => Set(Fields.DisplayDescription, value); }

    public string? LaunchedOn { get => Get(Fields.LaunchedOn); set => Set(Fields.LaunchedOn, value); }

    public bool Locked { get => Get(Fields.Locked); set => Set(Fields.Locked, value); }

    public string? LockedBy { get => Get(Fields.LockedBy); set => Set(Fields.LockedBy, value); }

    public string? OsType { get => Get(Fields.OsType); set => Set(Fields.OsType, value); }

    public string? Architecture { get => Get(Fields.Architecture); set => Set(Fields.Architecture, value); }

    public string? VmMode { get => Get(Fields.VmMode); set => Set(Fields.VmMode, value); }

    public string Uuid { get => Get(Fields.Uuid); set => Set(Fields.Uuid, value); }

    public string? RootDeviceName { get => Get(Fields.RootDeviceName); set => Set(Fields.RootDeviceName, value); }

    public string? DefaultEphemeralDevice { get => Get(Fields.DefaultEphemeralDevice); set => Set(Fields.DefaultEphemeralDevice, value); }

    public string? DefaultSwapDevice { get => Get(Fields.DefaultSwapDevice); set => Set(Fields.DefaultSwapDevice, value); }

    public string? ConfigDrive { get => Get(Fields.ConfigDrive); set => Set(Fields.ConfigDrive, value); }

    public string? AccessIpV4 { get => Get(Fields.AccessIpV4); set => Set(Fields.AccessIpV4, value); }

    public string? AccessIpV6 { get => Get(Fields.AccessIpV6); set => Set(Fields.AccessIpV6, value); }

    public bool AutoDiskConfig { get => Get(Fields.AutoDiskConfig); set => Set(Fields.AutoDiskConfig, value); }

    public long? Progress { get => Get(Fields.Progress); set => Set(Fields.Progress, value); }

    public bool ShutdownTerminate { get => Get(Fields.ShutdownTerminate); set => Set(Fields.ShutdownTerminate, value); }

    public bool DisableTerminate { get => Get(Fields.DisableTerminate); set => Set(Fields.DisableTerminate, value); }

    public string? CellName { get => Get(Fields.CellName); set => Set(Fields.CellName, value); }

    public ImmutableDictionary<string, string> Metadata { get => Get(Fields.Metadata); set => Set(Fields.Metadata, value); }

    public ImmutableDictionary<string, string?> SystemMetadata { get => Get(Fields.SystemMetadata); set => Set(Fields.SystemMetadata, value); }

    public InstanceInfoCache? InfoCache { get => Get(Fields.InfoCache); set => Set(Fields.InfoCache, value); }

    public SecurityGroupList SecurityGroups { get => Get(Fields.SecurityGroups); set => Set(Fields.SecurityGroups, value); }

    public InstanceFault? Fault { get => Get(Fields.Fault); set => Set(Fields.Fault, value); }

    public bool Cleaned { get => Get(Fields.Cleaned); set => Set(Fields.Cleaned, value); }

    public OpaqueObject? PciDevices { get => Get(Fields.PciDevices); set => Set(Fields.PciDevices, value); }

    public InstanceNumaTopology? NumaTopology { get => Get(Fields.NumaTopology); set => Set(Fields.NumaTopology, value); }

    public InstancePciRequests? PciRequests { get => Get(Fields.PciRequests); set => Set(Fields.PciRequests, value); }

    public InstanceDeviceMetadata? DeviceMetadata { get => Get(Fields.DeviceMetadata); set => Set(Fields.DeviceMetadata, value); }

    public TagList Tags { get => Get(Fields.Tags); set => Set(Fields.Tags, value); }

    public Flavor Flavor { get => Get(Fields.Flavor); set => Set(Fields.Flavor, value); }

    public Flavor? OldFlavor { get => Get(Fields.OldFlavor); set => Set(Fields.OldFlavor, value); }

    public Flavor? NewFlavor { get => Get(Fields.NewFlavor); set => Set(Fields.NewFlavor, value); }

    public OpaqueObject? VcpuModel { get => Get(Fields.VcpuModel); set => Set(Fields.VcpuModel, value); }

    public Ec2Ids Ec2Ids { get => Get(Fields.Ec2Ids); set => Set(Fields.Ec2Ids, value); }

    public MigrationContext? MigrationContext { get => Get(Fields.MigrationContext); set => Set(Fields.MigrationContext, value); }

    public KeyPairList Keypairs { get => Get(Fields.Keypairs); set => Set(Fields.Keypairs, value); }

    public TrustedCerts? TrustedCerts { get => Get(Fields.TrustedCerts); set => Set(Fields.TrustedCerts, value); }

    public bool Hidden { get => Get(Fields.Hidden); set => Set(Fields.Hidden, value); }

    public ResourceList? Resources { get => Get(Fields.Resources); set => Set(Fields.Resources, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public DateTimeOffset? DeletedAt { get => Get(Fields.DeletedAt); set => Set(Fields.DeletedAt, value); }

    public bool Deleted { get => Get(Fields.Deleted); set => Set(Fields.Deleted, value); }

    public long? ComputeId { get => Get(Fields.ComputeId); set => Set(Fields.ComputeId, value); }

    public static Instance View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<string?> UserId = All.Nullable("user_id", Wire.String);
        public static readonly Field<string?> ProjectId = All.Nullable("project_id", Wire.String);
        public static readonly Field<string?> ImageRef = All.Nullable("image_ref", Wire.String);
        public static readonly Field<string?> KernelId = All.Nullable("kernel_id", Wire.String);
        public static readonly Field<string?> RamdiskId = All.Nullable("ramdisk_id", Wire.String);
        public static readonly Field<string?> Hostname = All.Nullable("hostname", Wire.String);
        public static readonly Field<long?> LaunchIndex = All.NullableValue("launch_index", Wire.Integer);
        public static readonly Field<string?> KeyName = All.Nullable("key_name", Wire.String);
        public static readonly Field<string?> KeyData = All.Nullable("key_data", Wire.String);
        public static readonly Field<PowerState?> PowerState = All.NullableValue("power_state", NovaWire.PowerState);
        public static readonly Field<VmState?> VmState = All.NullableValue("vm_state", NovaWire.VmState);
        public static readonly Field<TaskState?> TaskState = All.NullableValue("task_state", NovaWire.TaskState);
        public static readonly Field<ServiceList> Services = All.Add("services", Wire.Object<ServiceList>());
        public static readonly Field<long?> MemoryMb = All.NullableValue("memory_mb", Wire.Integer);
        public static readonly Field<long?> Vcpus = All.NullableValue("vcpus", Wire.Integer);
        public static readonly Field<long?> RootGb = All.NullableValue("root_gb", Wire.Integer);
        public static readonly Field<long?> EphemeralGb = All.NullableValue("ephemeral_gb", Wire.Integer);
        public static readonly Field<string?> EphemeralKeyUuid = All.Nullable("ephemeral_key_uuid", Wire.Uuid);
        public static readonly Field<string?> Host = All.Nullable("host", Wire.String);
        public static readonly Field<string?> Node = All.Nullable("node", Wire.String);
        public static readonly Field<long?> InstanceTypeId = All.NullableValue("instance_type_id", Wire.Integer);
        public static readonly Field<string?> UserData = All.Nullable("user_data", Wire.String);
        public static readonly Field<string?> ReservationId = All.Nullable("reservation_id", Wire.String);
        public static readonly Field<DateTimeOffset?> LaunchedAt = All.NullableValue("launched_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> TerminatedAt = All.NullableValue("terminated_at", Wire.DateTime);
        public static readonly Field<string?> AvailabilityZone = All.Nullable("availability_zone", Wire.String);
        public static readonly Field<string?> DisplayName = All.Nullable("display_name", Wire.String);
        public static readonly Field<string?> DisplayDescription = All.Nullable("display_description", Wire.String);
        public static readonly Field<string?> LaunchedOn = All.Nullable("launched_on", Wire.String);
        public static readonly Field<bool> Locked = All.Add("locked", Wire.Boolean);
        public static readonly Field<string?> LockedBy = All.Nullable("locked_by", Wire.String);
        public static readonly Field<string?> OsType = All.Nullable("os_type", Wire.String);
        public static readonly Field<string?> Architecture = All.Nullable("architecture", Wire.String);
        public static readonly Field<string?> VmMode = All.Nullable("vm_mode", Wire.String);
        public static readonly Field<string> Uuid = All.Add("uuid", Wire.Uuid);
        public static readonly Field<string?> RootDeviceName = All.Nullable("root_device_name", Wire.String);
        public static readonly Field<string?> DefaultEphemeralDevice = All.Nullable("default_ephemeral_device", Wire.String);
        public static readonly Field<string?> DefaultSwapDevice = All.Nullable("default_swap_device", Wire.String);
        public static readonly Field<string?> ConfigDrive = All.Nullable("config_drive", Wire.String);
        public static readonly Field<string?> AccessIpV4 = All.Nullable("access_ip_v4", Wire.Text("IPV4AddressField"));
        public static readonly Field<string?> AccessIpV6 = All.Nullable("access_ip_v6", Wire.Text("IPV6AddressField"));
        public static readonly Field<bool> AutoDiskConfig = All.Add("auto_disk_config", Wire.Boolean);
        public static readonly Field<long?> Progress = All.NullableValue("progress", Wire.Integer);
        public static readonly Field<bool> ShutdownTerminate = All.Add("shutdown_terminate", Wire.Boolean);
        public static readonly Field<bool> DisableTerminate = All.Add("disable_terminate", Wire.Boolean);
        public static readonly Field<string?> CellName = All.Nullable("cell_name", Wire.String);
        public static readonly Field<ImmutableDictionary<string, string>> Metadata = All.Add("metadata", Wire.DictOfStrings);
        public static readonly Field<ImmutableDictionary<string, string?>> SystemMetadata = All.Add("system_metadata", Wire.DictOfNullableStrings);
        public static readonly Field<InstanceInfoCache?> InfoCache = All.Nullable("info_cache", Wire.Object<InstanceInfoCache>());
        public static readonly Field<SecurityGroupList> SecurityGroups = All.Add("security_groups", Wire.Object<SecurityGroupList>());
        public static readonly Field<InstanceFault?> Fault = All.Nullable("fault", Wire.Object<InstanceFault>());
        public static readonly Field<bool> Cleaned = All.Add("cleaned", Wire.Boolean);
        public static readonly Field<OpaqueObject?> PciDevices = All.Nullable("pci_devices", Wire.Opaque("PciDeviceList"));
        public static readonly Field<InstanceNumaTopology?> NumaTopology = All.Nullable("numa_topology", Wire.Object<InstanceNumaTopology>());
        public static readonly Field<InstancePciRequests?> PciRequests = All.Nullable("pci_requests", Wire.Object<InstancePciRequests>());
        public static readonly Field<InstanceDeviceMetadata?> DeviceMetadata = All.Nullable("device_metadata", Wire.Object<InstanceDeviceMetadata>());
        public static readonly Field<TagList> Tags = All.Add("tags", Wire.Object<TagList>());
        public static readonly Field<Flavor> Flavor = All.Add("flavor", Wire.Object<Flavor>());
        public static readonly Field<Flavor?> OldFlavor = All.Nullable("old_flavor", Wire.Object<Flavor>());
        public static readonly Field<Flavor?> NewFlavor = All.Nullable("new_flavor", Wire.Object<Flavor>());
        public static readonly Field<OpaqueObject?> VcpuModel = All.Nullable("vcpu_model", Wire.Opaque("VirtCPUModel"));
        public static readonly Field<Ec2Ids> Ec2Ids = All.Add("ec2_ids", Wire.Object<Ec2Ids>());
        public static readonly Field<MigrationContext?> MigrationContext = All.Nullable("migration_context", Wire.Object<MigrationContext>());
        public static readonly Field<KeyPairList> Keypairs = All.Add("keypairs", Wire.Object<KeyPairList>());
        public static readonly Field<TrustedCerts?> TrustedCerts = All.Nullable("trusted_certs", Wire.Object<TrustedCerts>());
        public static readonly Field<bool> Hidden = All.Add("hidden", Wire.Boolean);
        public static readonly Field<ResourceList?> Resources = All.Nullable("resources", Wire.Object<ResourceList>());
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> DeletedAt = All.NullableValue("deleted_at", Wire.DateTime);
        public static readonly Field<bool> Deleted = All.Add("deleted", Wire.Boolean);
        public static readonly Field<long?> ComputeId = All.NullableValue("compute_id", Wire.Integer, "2.8");
    }
}
