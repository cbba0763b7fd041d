using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Objects.Numa;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Hosts;

/// <summary>nova/objects/migration_context.py</summary>
public sealed partial class MigrationContext(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<MigrationContext>
{
    public static string ObjectClass => "MigrationContext";

    public static FieldTable FieldTable => Fields.All;

    public string InstanceUuid { get => Get(Fields.InstanceUuid); set => Set(Fields.InstanceUuid, value); }

    public long MigrationId { get => Get(Fields.MigrationId); set => Set(Fields.MigrationId, value); }

    public InstanceNumaTopology? NewNumaTopology { get => Get(Fields.NewNumaTopology); set => Set(Fields.NewNumaTopology, value); }

    public InstanceNumaTopology? OldNumaTopology { get => Get(Fields.OldNumaTopology); set => Set(Fields.OldNumaTopology, value); }

    public OpaqueObject? NewPciDevices { get => Get(Fields.NewPciDevices); set => Set(Fields.NewPciDevices, value); }

    public OpaqueObject? OldPciDevices { get => Get(Fields.OldPciDevices); set => Set(Fields.OldPciDevices, value); }

    public InstancePciRequests? NewPciRequests { get => Get(Fields.NewPciRequests); set => Set(Fields.NewPciRequests, value); }

    public InstancePciRequests? OldPciRequests { get => Get(Fields.OldPciRequests); set => Set(Fields.OldPciRequests, value); }

    public ResourceList? NewResources { get => Get(Fields.NewResources); set => Set(Fields.NewResources, value); }

    public ResourceList? OldResources { get => Get(Fields.OldResources); set => Set(Fields.OldResources, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public DateTimeOffset? DeletedAt { get => Get(Fields.DeletedAt); set => Set(Fields.DeletedAt, value); }

    public bool Deleted { get => Get(Fields.Deleted); set => Set(Fields.Deleted, value); }

    public static MigrationContext View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<string> InstanceUuid = All.Add("instance_uuid", Wire.Uuid);
        public static readonly Field<long> MigrationId = All.Add("migration_id", Wire.Integer);
        public static readonly Field<InstanceNumaTopology?> NewNumaTopology = All.Nullable("new_numa_topology", Wire.Object<InstanceNumaTopology>());
        public static readonly Field<InstanceNumaTopology?> OldNumaTopology = All.Nullable("old_numa_topology", Wire.Object<InstanceNumaTopology>());
        public static readonly Field<OpaqueObject?> NewPciDevices = All.Nullable("new_pci_devices", Wire.Opaque("PciDeviceList"));
        public static readonly Field<OpaqueObject?> OldPciDevices = All.Nullable("old_pci_devices", Wire.Opaque("PciDeviceList"));
        public static readonly Field<InstancePciRequests?> NewPciRequests = All.Nullable("new_pci_requests", Wire.Object<InstancePciRequests>());
        public static readonly Field<InstancePciRequests?> OldPciRequests = All.Nullable("old_pci_requests", Wire.Object<InstancePciRequests>());
        public static readonly Field<ResourceList?> NewResources = All.Nullable("new_resources", Wire.Object<ResourceList>());
        public static readonly Field<ResourceList?> OldResources = All.Nullable("old_resources", Wire.Object<ResourceList>());
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> DeletedAt = All.NullableValue("deleted_at", Wire.DateTime);
        public static readonly Field<bool> Deleted = All.Add("deleted", Wire.Boolean);
    }
}
