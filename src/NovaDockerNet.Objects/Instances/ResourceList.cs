using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/resource.py</summary>
public sealed partial class ResourceList(JObject envelope) : ObjectList<Resource>(envelope), IVersionedObject<ResourceList>
{
    public static string ObjectClass => "ResourceList";

    public static FieldTable FieldTable => ListFields;

    public static ResourceList View(JObject envelope) => new(envelope);
}
