using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/flavor.py</summary>
public sealed partial class FlavorList(JObject envelope) : ObjectList<Flavor>(envelope), IVersionedObject<FlavorList>
{
    public static string ObjectClass => "FlavorList";

    public static FieldTable FieldTable => ListFields;

    public static FlavorList View(JObject envelope) => new(envelope);
}
