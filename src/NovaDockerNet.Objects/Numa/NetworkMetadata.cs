using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Numa;

/// <summary>nova/objects/network_metadata.py</summary>
public sealed partial class NetworkMetadata(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<NetworkMetadata>
{
    public static string ObjectClass => "NetworkMetadata";

    public static FieldTable FieldTable => Fields.All;

    public ImmutableList<string> Physnets { get => Get(Fields.Physnets); set => Set(Fields.Physnets, value); }

    public bool Tunneled { get => Get(Fields.Tunneled); set => Set(Fields.Tunneled, value); }

    public static NetworkMetadata View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<ImmutableList<string>> Physnets = All.Add("physnets", Wire.SetOfStrings);
        public static readonly Field<bool> Tunneled = All.Add("tunneled", Wire.Boolean);
    }
}
