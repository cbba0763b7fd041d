using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Networks;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/virt_device_metadata.py</summary>
public sealed partial class InstanceDeviceMetadata(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<InstanceDeviceMetadata>
{
    public static string ObjectClass => "InstanceDeviceMetadata";

    public static FieldTable FieldTable => Fields.All;

    /// <summary>NICs, and disks where a virtual machine has written them.</summary>
    public ImmutableList<OpaqueObject> Devices { get => Get(Fields.Devices); set => Set(Fields.Devices, value); }

    public IEnumerable<NetworkInterfaceMetadata> Interfaces => Devices.Where(IsInterface).Select(device => NetworkInterfaceMetadata.View(device.ToPrimitive()));

    public static InstanceDeviceMetadata View(JObject envelope) => new(envelope);

    /// <summary>Forgets the NIC of this MAC address. False if there is none.</summary>
    public bool RemoveInterface(string mac)
    {
        var left = Devices.RemoveAll(device => IsInterface(device) && (string?)device.Peek("mac") == mac);
        if (left.Count == Devices.Count)
            return false;
        Devices = left;
        return true;
    }

    private static bool IsInterface(OpaqueObject device) => device.ObjectName == NetworkInterfaceMetadata.ObjectClass;

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<ImmutableList<OpaqueObject>> Devices = All.Add("devices", Wire.OpaqueObjects("DeviceMetadata"));
    }
}
