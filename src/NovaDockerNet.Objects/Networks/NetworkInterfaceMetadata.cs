using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Networks;

/// <summary>What a server's user has called a NIC. nova/objects/virt_device_metadata.py</summary>
public sealed partial class NetworkInterfaceMetadata(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<NetworkInterfaceMetadata>
{
    public static string ObjectClass => "NetworkInterfaceMetadata";

    public static FieldTable FieldTable => Fields.All;

    /// <summary>Not set of a veth: it is on none.</summary>
    public OpaqueObject Bus { get => Get(Fields.Bus); set => Set(Fields.Bus, value); }

    public ImmutableList<string> Tags { get => Get(Fields.Tags); set => Set(Fields.Tags, value); }

    public string Mac { get => Get(Fields.Mac); set => Set(Fields.Mac, value); }

    public long Vlan { get => Get(Fields.Vlan); set => Set(Fields.Vlan, value); }

    public bool VfTrusted { get => Get(Fields.VfTrusted); set => Set(Fields.VfTrusted, value); }

    public static NetworkInterfaceMetadata View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<OpaqueObject> Bus = All.Add("bus", Wire.Opaque("DeviceBus"));
        public static readonly Field<ImmutableList<string>> Tags = All.Add("tags", Wire.ListOfStrings);
        public static readonly Field<string> Mac = All.Add("mac", Wire.Text("MACAddressField"));
        public static readonly Field<long> Vlan = All.Add("vlan", Wire.Integer);
        public static readonly Field<bool> VfTrusted = All.Add("vf_trusted", Wire.Boolean);
    }
}
