using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Hosts;

/// <summary>nova/objects/aggregate.py</summary>
public sealed partial class AggregateList(JObject envelope) : ObjectList<Aggregate>(envelope), IVersionedObject<AggregateList>
{
    public static string ObjectClass => "AggregateList";

    public static FieldTable FieldTable => ListFields;

    public static AggregateList View(JObject envelope) => new(envelope);
}
