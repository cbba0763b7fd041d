using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/resource.py</summary>
public sealed partial class Resource(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<Resource>
{
    public static string ObjectClass => "Resource";

    public static FieldTable FieldTable => Fields.All;

    public string ProviderUuid { get => Get(Fields.ProviderUuid); set => Set(Fields.ProviderUuid, value); }

    public string ResourceClass { get => Get(Fields.ResourceClass); set => Set(Fields.ResourceClass, value); }

    public string Identifier { get => Get(Fields.Identifier); set => Set(Fields.Identifier, value); }

    public OpaqueObject Metadata { get => Get(Fields.Metadata); set => Set(Fields.Metadata, value); }

    public static Resource View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<string> ProviderUuid = All.Add("provider_uuid", Wire.Uuid);
        public static readonly Field<string> ResourceClass = All.Add("resource_class", Wire.Text("ResourceClassField"));
        public static readonly Field<string> Identifier = All.Add("identifier", Wire.String);
        public static readonly Field<OpaqueObject> Metadata = All.Add("metadata", Wire.Opaque("ResourceMetadata"));
    }
}
