using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/tag.py</summary>
public sealed partial class Tag(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<Tag>
{
    public static string ObjectClass => "Tag";

    public static FieldTable FieldTable => Fields.All;

    public string ResourceId { get => Get(Fields.ResourceId); set => Set(Fields.ResourceId, value); }

    public string Value { get => Get(Fields.Value); set => Set(Fields.Value, value); }

    public static Tag View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<string> ResourceId = All.Add("resource_id", Wire.String);
        public static readonly Field<string> Value = All.Add("tag", Wire.String);
    }
}
