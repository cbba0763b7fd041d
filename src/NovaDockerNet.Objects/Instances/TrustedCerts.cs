using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/trusted_certs.py</summary>
public sealed partial class TrustedCerts(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<TrustedCerts>
{
    public static string ObjectClass => "TrustedCerts";

    public static FieldTable FieldTable => Fields.All;

    public ImmutableList<string> Ids { get => Get(Fields.Ids); set => Set(Fields.Ids, value); }

    public static TrustedCerts View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<ImmutableList<string>> Ids = All.Add("ids", Wire.ListOfStrings);
    }
}
