using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/instance.py</summary>
public sealed partial class InstanceList(JObject envelope) : ObjectList<Instance>(envelope), IVersionedObject<InstanceList>
{
    public static string ObjectClass => "InstanceList";

    public static FieldTable FieldTable => ListFields;

    public static InstanceList View(JObject envelope) => new(envelope);
}
