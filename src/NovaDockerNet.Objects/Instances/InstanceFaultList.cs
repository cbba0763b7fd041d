using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/instance_fault.py</summary>
public sealed partial class InstanceFaultList(JObject envelope) : ObjectList<InstanceFault>(envelope), IVersionedObject<InstanceFaultList>
{
    public static string ObjectClass => "InstanceFaultList";

    public static FieldTable FieldTable => ListFields;

    public static InstanceFaultList View(JObject envelope) => new(envelope);
}
