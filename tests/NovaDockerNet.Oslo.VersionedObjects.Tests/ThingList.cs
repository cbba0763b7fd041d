using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.VersionedObjects.Tests;

internal sealed class ThingList(JObject envelope) : ObjectList<Thing>(envelope), IVersionedObject<ThingList>
{
    public static string ObjectClass => "ThingList";

    public static FieldTable FieldTable => ListFields;

    public static ThingList View(JObject envelope) => new(envelope);
}
