using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Volumes;

/// <summary>nova/objects/block_device.py</summary>
public sealed partial class BlockDeviceMappingList(JObject envelope) : ObjectList<BlockDeviceMapping>(envelope), IVersionedObject<BlockDeviceMappingList>
{
    public static string ObjectClass => "BlockDeviceMappingList";

    public static FieldTable FieldTable => ListFields;

    public static BlockDeviceMappingList View(JObject envelope) => new(envelope);
}
