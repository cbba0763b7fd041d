using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Networks;

/// <summary>nova/objects/virtual_interface.py</summary>
public sealed partial class VirtualInterfaceList(JObject envelope) : ObjectList<VirtualInterface>(envelope), IVersionedObject<VirtualInterfaceList>
{
    public static string ObjectClass => "VirtualInterfaceList";

    public static FieldTable FieldTable => ListFields;

    public static VirtualInterfaceList View(JObject envelope) => new(envelope);
}
