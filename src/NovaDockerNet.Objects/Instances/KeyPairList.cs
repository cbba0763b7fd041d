using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/keypair.py</summary>
public sealed partial class KeyPairList(JObject envelope) : ObjectList<KeyPair>(envelope), IVersionedObject<KeyPairList>
{
    public static string ObjectClass => "KeyPairList";

    public static FieldTable FieldTable => ListFields;

    public static KeyPairList View(JObject envelope) => new(envelope);
}
