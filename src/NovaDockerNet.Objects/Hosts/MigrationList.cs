using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Hosts;

/// <summary>nova/objects/migration.py</summary>
public sealed partial class MigrationList(JObject envelope) : ObjectList<Migration>(envelope), IVersionedObject<MigrationList>
{
    public static string ObjectClass => "MigrationList";

    public static FieldTable FieldTable => ListFields;

    public static MigrationList View(JObject envelope) => new(envelope);
}
