using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Instances;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Volumes;

/// <summary>nova/objects/block_device.py</summary>
public sealed partial class BlockDeviceMapping(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<BlockDeviceMapping>
{
    public static string ObjectClass => "BlockDeviceMapping";

    public static FieldTable FieldTable => Fields.All;

    public long Id { get => Get(Fields.Id); set => Set(Fields.Id, value); }

    public string Uuid { get => Get(Fields.Uuid); set => Set(Fields.Uuid, value); }

    public string InstanceUuid { get => Get(Fields.InstanceUuid); set => Set(Fields.InstanceUuid, value); }

    public Instance? Instance { get => Get(Fields.Instance); set => Set(Fields.Instance, value); }

    public string? SourceType { get => Get(Fields.SourceType); set => Set(Fields.SourceType, value); }

    public string? DestinationType { get => Get(Fields.DestinationType); set => Set(Fields.DestinationType, value); }

    public string? GuestFormat { get => Get(Fields.GuestFormat); set => Set(Fields.GuestFormat, value); }

    public string? DeviceType { get => Get(Fields.DeviceType); set => Set(Fields.DeviceType, value); }

    public string? DiskBus { get => Get(Fields.DiskBus); set => Set(Fields.DiskBus, value); }

    public long? BootIndex { get => Get(Fields.BootIndex); set => Set(Fields.BootIndex, value); }

    public string? DeviceName { get => Get(Fields.DeviceName); set => Set(Fields.DeviceName, value); }

    public bool DeleteOnTermination { get => Get(Fields.DeleteOnTermination); set => Set(Fields.DeleteOnTermination, value); }

    public string? SnapshotId { get => Get(Fields.SnapshotId); set => Set(Fields.SnapshotId, value); }

    public string? VolumeId { get => Get(Fields.VolumeId); set => Set(Fields.VolumeId, value); }

    public long? VolumeSize { get => Get(Fields.VolumeSize); set => Set(Fields.VolumeSize, value); }

    public string? ImageId { get => Get(Fields.ImageId); set => Set(Fields.ImageId, value); }

    public bool NoDevice { get => Get(Fields.NoDevice); set => Set(Fields.NoDevice, value); }

    public string? ConnectionInfo { get => Get(Fields.ConnectionInfo); set => Set(Fields.ConnectionInfo, value); }

    public string? Tag { get => Get(Fields.Tag); set => Set(Fields.Tag, value); }

    public string? AttachmentId { get => Get(Fields.AttachmentId); set => Set(Fields.AttachmentId, value); }

    public string? VolumeType { get => Get(Fields.VolumeType); set => Set(Fields.VolumeType, value); }

    public bool Encrypted { get => Get(Fields.Encrypted); set => Set(Fields.Encrypted, value); }

    public string? EncryptionSecretUuid { get => Get(Fields.EncryptionSecretUuid); set => Set(Fields.EncryptionSecretUuid, value); }

    public string? EncryptionFormat { get => Get(Fields.EncryptionFormat); set => Set(Fields.EncryptionFormat, value); }

    public string? EncryptionOptions { get => Get(Fields.EncryptionOptions); set => Set(Fields.EncryptionOptions, value); }

    public DateTimeOffset? CreatedAt { get => Get(Fields.CreatedAt); set => Set(Fields.CreatedAt, value); }

    public DateTimeOffset? UpdatedAt { get => Get(Fields.UpdatedAt); set => Set(Fields.UpdatedAt, value); }

    public DateTimeOffset? DeletedAt { get => Get(Fields.DeletedAt); set => Set(Fields.DeletedAt, value); }

    public bool Deleted { get => Get(Fields.Deleted); set => Set(Fields.Deleted, value); }

    public static BlockDeviceMapping View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<long> Id = All.Add("id", Wire.Integer);
        public static readonly Field<string> Uuid = All.Add("uuid", Wire.Uuid);
        public static readonly Field<string> InstanceUuid = All.Add("instance_uuid", Wire.Uuid);
        public static readonly Field<Instance?> Instance = All.Nullable("instance", Wire.Object<Instance>());
        public static readonly Field<string?> SourceType = All.Nullable("source_type", Wire.Text("BlockDeviceSourceTypeField"));
        public static readonly Field<string?> DestinationType = All.Nullable("destination_type", Wire.Text("BlockDeviceDestinationTypeField"));
        public static readonly Field<string?> GuestFormat = All.Nullable("guest_format", Wire.String);
        public static readonly Field<string?> DeviceType = All.Nullable("device_type", Wire.Text("BlockDeviceTypeField"));
        public static readonly Field<string?> DiskBus = All.Nullable("disk_bus", Wire.String);
        public static readonly Field<long?> BootIndex = All.NullableValue("boot_index", Wire.Integer);
        public static readonly Field<string?> DeviceName = All.Nullable("device_name", Wire.String);
        public static readonly Field<bool> DeleteOnTermination = All.Add("delete_on_termination", Wire.Boolean);
        public static readonly Field<string?> SnapshotId = All.Nullable("snapshot_id", Wire.String);
        public static readonly Field<string?> VolumeId = All.Nullable("volume_id", Wire.String);
        public static readonly Field<long?> VolumeSize = All.NullableValue("volume_size", Wire.Integer);
        public static readonly Field<string?> ImageId = All.Nullable("image_id", Wire.String);
        public static readonly Field<bool> NoDevice = All.Add("no_device", Wire.Boolean);
        public static readonly Field<string?> ConnectionInfo = All.Nullable("connection_info", Wire.Text("SensitiveStringField"));
        public static readonly Field<string?> Tag = All.Nullable("tag", Wire.String);
        public static readonly Field<string?> AttachmentId = All.Nullable("attachment_id", Wire.Uuid);
        public static readonly Field<string?> VolumeType = All.Nullable("volume_type", Wire.String);
        public static readonly Field<bool> Encrypted = All.Add("encrypted", Wire.Boolean);
        public static readonly Field<string?> EncryptionSecretUuid = All.Nullable("encryption_secret_uuid", Wire.Uuid);
        public static readonly Field<string?> EncryptionFormat = All.Nullable("encryption_format", Wire.Text("BlockDeviceEncryptionFormatTypeField"));
        public static readonly Field<string?> EncryptionOptions = All.Nullable("encryption_options", Wire.String);
        public static readonly Field<DateTimeOffset?> CreatedAt = All.NullableValue("created_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> UpdatedAt = All.NullableValue("updated_at", Wire.DateTime);
        public static readonly Field<DateTimeOffset?> DeletedAt = All.NullableValue("deleted_at", Wire.DateTime);
        public static readonly Field<bool> Deleted = All.Add("deleted", Wire.Boolean);
    }
}
