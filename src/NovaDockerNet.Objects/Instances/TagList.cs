using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/tag.py</summary>
public sealed partial class TagList(JObject envelope) : ObjectList<Tag>(envelope), IVersionedObject<TagList>
{
    public static string ObjectClass => "TagList";

    public static FieldTable FieldTable => ListFields;

    public static TagList View(JObject envelope) => new(envelope);
}
