using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Instances;

/// <summary>nova/objects/security_group.py</summary>
public sealed partial class SecurityGroupList(JObject envelope) : ObjectList<SecurityGroup>(envelope), IVersionedObject<SecurityGroupList>
{
    public static string ObjectClass => "SecurityGroupList";

    public static FieldTable FieldTable => ListFields;

    public static SecurityGroupList View(JObject envelope) => new(envelope);
}
