using System.Collections;
using System.Collections.Immutable;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.VersionedObjects;

/// <summary>A list object: one field, `objects` (oslo_versionedobjects/base.py ObjectListBase).</summary>
public abstract class ObjectList<T>(JObject envelope) : VersionedObject(envelope, ListFields), IReadOnlyList<T>
    where T : VersionedObject, IVersionedObject<T>
{
    protected static FieldTable ListFields { get; } = new();

    private static readonly Field<ImmutableList<T>> ObjectsField = ListFields.Add("objects", Wire.Objects<T>());

    public ImmutableList<T> Objects { get => Get(ObjectsField); set => Set(ObjectsField, value); }

    public int Count => Objects.Count;

    public T this[int index] => Objects[index];

    public IEnumerator<T> GetEnumerator() => Objects.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
