using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.VersionedObjects;

/// <summary>The object classes that have typed views; every other name decodes to <see cref="OpaqueObject"/>.</summary>
public sealed class ObjectRegistry
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _entries.Keys;

    public ObjectRegistry Add<T>()
        where T : VersionedObject, IVersionedObject<T>
    {
        _entries.Add(T.ObjectClass, new Entry(T.FieldTable, T.View));
        return this;
    }

    public FieldTable? FieldsOf(string objectName) => _entries.GetValueOrDefault(objectName)?.Fields;

    /// <summary>A view over the envelope.</summary>
    public VersionedObject View(JObject envelope)
    {
        var name = envelope[EnvelopeKeys.Name]?.Value<string>() ?? throw new ObjectFormatException($"{EnvelopeKeys.Name} is missing.");
        return _entries.TryGetValue(name, out var entry) ? entry.View(envelope) : new OpaqueObject(envelope);
    }

    private sealed record Entry(FieldTable Fields, Func<JObject, VersionedObject> View);
}
