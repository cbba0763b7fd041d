using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Hosts;

/// <summary>nova/objects/compute_node.py</summary>
public sealed partial class ComputeNodeList(JObject envelope) : ObjectList<ComputeNode>(envelope), IVersionedObject<ComputeNodeList>
{
    public static string ObjectClass => "ComputeNodeList";

    public static FieldTable FieldTable => ListFields;

    public static ComputeNodeList View(JObject envelope) => new(envelope);
}
