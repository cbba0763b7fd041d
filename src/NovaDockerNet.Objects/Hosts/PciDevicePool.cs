using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Hosts;

/// <summary>nova/objects/pci_device_pool.py</summary>
public sealed partial class PciDevicePool(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<PciDevicePool>
{
    public static string ObjectClass => "PciDevicePool";

    public static FieldTable FieldTable => Fields.All;

    public string ProductId { get => Get(Fields.ProductId); set => Set(Fields.ProductId, value); }

    public string VendorId { get => Get(Fields.VendorId); set => Set(Fields.VendorId, value); }

    public long? NumaNode { get => Get(Fields.NumaNode); set => Set(Fields.NumaNode, value); }

    public ImmutableDictionary<string, string?> Tags { get => Get(Fields.Tags); set => Set(Fields.Tags, value); }

    public long Count { get => Get(Fields.Count); set => Set(Fields.Count, value); }

    public static PciDevicePool View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<string> ProductId = All.Add("product_id", Wire.String);
        public static readonly Field<string> VendorId = All.Add("vendor_id", Wire.String);
        public static readonly Field<long?> NumaNode = All.NullableValue("numa_node", Wire.Integer);
        public static readonly Field<ImmutableDictionary<string, string?>> Tags = All.Add("tags", Wire.DictOfNullableStrings);
        public static readonly Field<long> Count = All.Add("count", Wire.Integer);
    }
}
