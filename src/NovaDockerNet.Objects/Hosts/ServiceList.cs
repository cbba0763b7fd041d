using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Hosts;

/// <summary>nova/objects/service.py</summary>
public sealed partial class ServiceList(JObject envelope) : ObjectList<Service>(envelope), IVersionedObject<ServiceList>
{
    public static string ObjectClass => "ServiceList";

    public static FieldTable FieldTable => ListFields;

    public static ServiceList View(JObject envelope) => new(envelope);
}
