using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/instance_group.py</summary>
public sealed partial class InstanceGroupList(JObject envelope) : ObjectList<InstanceGroup>(envelope), IVersionedObject<InstanceGroupList>
{
    public static string ObjectClass => "InstanceGroupList";

    public static FieldTable FieldTable => ListFields;

    public static InstanceGroupList View(JObject envelope) => new(envelope);
}
