using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Hosts;

/// <summary>nova/objects/pci_device_pool.py</summary>
public sealed partial class PciDevicePoolList(JObject envelope) : ObjectList<PciDevicePool>(envelope), IVersionedObject<PciDevicePoolList>
{
    public static string ObjectClass => "PciDevicePoolList";

    public static FieldTable FieldTable => ListFields;

    public static PciDevicePoolList View(JObject envelope) => new(envelope);
}
