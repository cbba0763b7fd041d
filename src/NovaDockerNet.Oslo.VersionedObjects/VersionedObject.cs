using System.Collections.Concurrent;
using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.VersionedObjects;

/// <summary>
/// A typed view over an object's JSON envelope. Whatever is not set through the view is sent on as it came: unknown fields,
/// unknown envelope keys, spelling of numbers. Changes live in the envelope, so all views of one node agree.
/// One object graph belongs to one operation: branches of it may read side by side, but only one may write, and only to fields that are set.
/// </summary>
public abstract class VersionedObject
{
    private readonly FieldTable _fields;
    // Branches of one operation read the same object side by side: a build's networks and its guest.
    private readonly ConcurrentDictionary<string, (JToken Node, object? Value)> _decoded = new(StringComparer.Ordinal);

    protected VersionedObject(JObject envelope, FieldTable fields)
    {
        if (!IsObject(envelope))
            throw new ObjectFormatException($"Not an object primitive: {EnvelopeKeys.Name} or {EnvelopeKeys.Data} is missing.");
        Envelope = envelope;
        Data = (JObject)envelope[EnvelopeKeys.Data]!;
        _fields = fields;
    }

    public string ObjectName => Envelope[EnvelopeKeys.Name]!.Value<string>()!;

    public string ObjectVersion => Envelope[EnvelopeKeys.Version]?.Value<string>() ?? "1.0";

    /// <summary>The envelope itself. Read it freely; change it through the view.</summary>
    public JObject Envelope { get; }

    /// <summary>Names of the fields that were set, or whose nested object was changed, since the last save (nova: obj_what_changed).</summary>
    public IReadOnlySet<string> Changes => ChangesOf(Envelope);

    public bool HasChanges => Changes.Count > 0;

    internal FieldTable DeclaredFields => _fields;

    internal JObject Data { get; }

    public static bool IsObject(JToken? token) =>
        token is JObject o && o[EnvelopeKeys.Name]?.Type == JTokenType.String && o[EnvelopeKeys.Data] is JObject;

    /// <summary>A bare envelope for a new object.</summary>
    public static JObject NewEnvelope(string name, string version) => new()
    {
        [EnvelopeKeys.Name] = name,
        [EnvelopeKeys.Namespace] = "nova",
        [EnvelopeKeys.Version] = version,
        [EnvelopeKeys.Data] = new JObject(),
    };

    public bool IsSet(Field field) => IsSet(field.Name);

    public bool IsSet(string field) => Data.ContainsKey(field);

    /// <summary>Whether this object's version has the field.</summary>
    public bool Supports(Field field) => field.Since is not { } since || VersionedObjects.ObjectVersion.Parse(ObjectVersion) >= since;

    /// <summary>Copies a field from another object of the class without marking it changed (what a lazy load does).</summary>
    public void CopyField(VersionedObject source, Field field)
    {
        if (source.Data[field.Name] is not { } node)
            throw new FieldNotSetException(source.ObjectName, source.ObjectVersion, field.Name);
        Replace(field.Name, node.DeepClone());
    }

    /// <summary>Forgets a field as if it had never been sent.</summary>
    public void Unset(Field field)
    {
        Data.Remove(field.Name);
        ResetChanges([field.Name]);
    }

    /// <summary>Clears the change lists of this object and everything in it (nova: obj_reset_changes).</summary>
    public void ResetChanges()
    {
        foreach (var envelope in Envelope.DescendantsAndSelf().OfType<JObject>().Where(o => IsObject(o)).ToList())
            envelope.Remove(EnvelopeKeys.Changes);
    }

    /// <summary>Clears some fields from the change list, with the change lists of the objects below them.</summary>
    public void ResetChanges(IReadOnlyCollection<string> fields)
    {
        foreach (var nested in fields.Select(f => Data[f]).OfType<JContainer>().SelectMany(n => n.DescendantsAndSelf()).OfType<JObject>().ToList())
        {
            if (IsObject(nested))
                nested.Remove(EnvelopeKeys.Changes);
        }

        if (Envelope[EnvelopeKeys.Changes] is JArray own)
            WriteChanges(own.Values<string>().Where(name => !fields.Contains(name!)).ToList()!);
    }

    /// <summary>
    /// Takes over what a remote call on this object changed: known fields get the new values, and the change list becomes
    /// `obj_what_changed` (oslo_versionedobjects/base.py remotable).
    /// </summary>
    public void ApplyUpdates(JObject updates)
    {
        foreach (var (name, value) in updates)
        {
            if (name != "obj_what_changed" && (_fields.Find(name) is not null || this is OpaqueObject))
                Replace(name, value!.DeepClone());
        }

        ResetChanges();
        if (updates["obj_what_changed"] is JArray { Count: > 0 } still)
            WriteChanges(still.Values<string>().ToList()!);
    }

    /// <summary>A copy to send: change lists include fields whose nested objects changed.</summary>
    public JObject ToPrimitive()
    {
        var copy = (JObject)Envelope.DeepClone();
        SealChanges(copy);
        return copy;
    }

    protected internal T Get<T>(Field<T> field)
    {
        if (Data[field.Name] is not { } node)
            throw new FieldNotSetException(ObjectName, ObjectVersion, field.Name);
        // Another view may have replaced the node, so the cache is good for this very node only.
        if (_decoded.TryGetValue(field.Name, out var known) && ReferenceEquals(known.Node, node))
            return (T)known.Value!;

        var value = field.Decode(node);
        _decoded[field.Name] = (node, value);
        return value;
    }

    protected internal void Set<T>(Field<T> field, T value)
    {
        if (!Supports(field))
            throw new FieldNotInVersionException(ObjectName, ObjectVersion, field.Name, field.Since!.Value);

        Replace(field.Name, field.Encode(value));
        MarkChanged(field.Name);
    }

    /// <summary>The value, or a fallback when the field is unset or null.</summary>
    public T? GetOrDefault<T>(Field<T> field) => IsSet(field) ? Get(field) : default;

    /// <summary>This object's node for use inside another: itself while it has no parent, else a copy.</summary>
    internal JObject DetachedEnvelope() => Envelope.Parent is null ? Envelope : (JObject)Envelope.DeepClone();

    internal void MarkChanged(string field)
    {
        if (Envelope[EnvelopeKeys.Changes] is not JArray own)
            Envelope[EnvelopeKeys.Changes] = own = [];
        if (!own.Values<string>().Contains(field))
            own.Add(field);
    }

    private static HashSet<string> ChangesOf(JObject envelope)
    {
        var changes = new HashSet<string>(StringComparer.Ordinal);
        if (envelope[EnvelopeKeys.Changes] is JArray own)
            changes.UnionWith(own.Values<string>()!);
        foreach (var (name, value) in (JObject)envelope[EnvelopeKeys.Data]!)
        {
            if (!changes.Contains(name) && NestedObjects(name, value).Any(nested => ChangesOf(nested).Count > 0))
                changes.Add(name);
        }

        return changes;
    }

    private static bool SealChanges(JObject envelope)
    {
        foreach (var (name, value) in (JObject)envelope[EnvelopeKeys.Data]!)
        {
            var changed = false;
            foreach (var nested in NestedObjects(name, value))
                changed |= SealChanges(nested);
            if (!changed)
                continue;
            if (envelope[EnvelopeKeys.Changes] is not JArray list)
                envelope[EnvelopeKeys.Changes] = list = [];
            if (!list.Values<string>().Contains(name))
                list.Add(name);
        }

        return envelope[EnvelopeKeys.Changes] is JArray { Count: > 0 };
    }

    // A nested object counts, and so do the members of a list object; nova looks no further (obj_what_changed).
    private static IEnumerable<JObject> NestedObjects(string field, JToken? value) => value switch
    {
        JObject o when IsObject(o) => [o],
        JArray array when field == "objects" => array.OfType<JObject>().Where(o => IsObject(o)),
        _ => [],
    };

    private void WriteChanges(List<string> names)
    {
        if (names.Count == 0)
            Envelope.Remove(EnvelopeKeys.Changes);
        else
            Envelope[EnvelopeKeys.Changes] = new JArray(names);
    }

    private void Replace(string name, JToken node) => Data[name] = node;
}
