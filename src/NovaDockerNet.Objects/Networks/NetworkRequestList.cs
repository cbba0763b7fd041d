using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Networks;

/// <summary>nova/objects/network_request.py</summary>
public sealed partial class NetworkRequestList(JObject envelope) : ObjectList<NetworkRequest>(envelope), IVersionedObject<NetworkRequestList>
{
    public static string ObjectClass => "NetworkRequestList";

    public static FieldTable FieldTable => ListFields;

    public static NetworkRequestList View(JObject envelope) => new(envelope);
}
