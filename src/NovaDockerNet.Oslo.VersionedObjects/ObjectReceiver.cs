using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.VersionedObjects;

/// <summary>
/// What a serializer does to received arguments: objects with a newer minor version than we know are sent to the conductor
/// to be backported (oslo_versionedobjects/base.py VersionedObjectSerializer._process_object).
/// </summary>
public sealed class ObjectReceiver(Func<string, ObjectVersion?> supported, Func<JObject, CancellationToken, Task<JToken>> backport)
{
    /// <summary>The same value with every object in it at a version we know.</summary>
    public async Task<JToken> ReceiveAsync(JToken value, CancellationToken ct)
    {
        switch (value)
        {
            case JObject envelope when VersionedObject.IsObject(envelope):
                if (NewestProblem(envelope) is not { } problem)
                    return envelope;
                if (supported(envelope.Value<string>(EnvelopeKeys.Name)!) is null)
                    throw problem;
                return await backport(envelope, ct);

            case JObject map:
                foreach (var property in map.Properties().ToList())
                    property.Value = await ReceiveAsync(property.Value, ct);
                return map;

            case JArray list:
                for (var i = 0; i < list.Count; i++)
                    list[i] = await ReceiveAsync(list[i], ct);
                return list;

            default:
                return value;
        }
    }

    private IncompatibleObjectVersionException? NewestProblem(JObject envelope)
    {
        foreach (var node in envelope.DescendantsAndSelf().OfType<JObject>().Where(o => VersionedObject.IsObject(o)))
        {
            var name = node.Value<string>(EnvelopeKeys.Name)!;
            var text = node.Value<string>(EnvelopeKeys.Version) ?? "1.0";
            var received = ObjectVersion.Parse(text);
            if (supported(name) is not { } known)
            {
                // An unknown class inside a known object belongs to a field we do not know either: kept, not understood.
                if (ReferenceEquals(node, envelope))
                    return new IncompatibleObjectVersionException(name, text, null);
                continue;
            }

            if (received.Major != known.Major)
                throw new IncompatibleObjectVersionException(name, text, known.ToString());
            if (received.Minor > known.Minor)
                return new IncompatibleObjectVersionException(name, text, known.ToString());
        }

        return null;
    }
}
