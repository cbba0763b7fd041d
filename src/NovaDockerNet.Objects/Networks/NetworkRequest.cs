using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Networks;

/// <summary>nova/objects/network_request.py</summary>
public sealed partial class NetworkRequest(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<NetworkRequest>
{
    public static string ObjectClass => "NetworkRequest";

    public static FieldTable FieldTable => Fields.All;

    public string? NetworkId { get => Get(Fields.NetworkId); set => Set(Fields.NetworkId, value); }

    public string? Address { get => Get(Fields.Address); set => Set(Fields.Address, value); }

    public string? PortId { get => Get(Fields.PortId); set => Set(Fields.PortId, value); }

    public string? PciRequestId { get => Get(Fields.PciRequestId); set => Set(Fields.PciRequestId, value); }

    public string? Tag { get => Get(Fields.Tag); set => Set(Fields.Tag, value); }

    public string? ArqUuid { get => Get(Fields.ArqUuid); set => Set(Fields.ArqUuid, value); }

    public string? DeviceProfile { get => Get(Fields.DeviceProfile); set => Set(Fields.DeviceProfile, value); }

    public static NetworkRequest View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<string?> NetworkId = All.Nullable("network_id", Wire.String);
        public static readonly Field<string?> Address = All.Nullable("address", Wire.Text("IPAddressField"));
        public static readonly Field<string?> PortId = All.Nullable("port_id", Wire.Uuid);
        public static readonly Field<string?> PciRequestId = All.Nullable("pci_request_id", Wire.Uuid);
        public static readonly Field<string?> Tag = All.Nullable("tag", Wire.String);
        public static readonly Field<string?> ArqUuid = All.Nullable("arq_uuid", Wire.Uuid);
        public static readonly Field<string?> DeviceProfile = All.Nullable("device_profile", Wire.String);
    }
}
