using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.Messaging.Failures;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Compute.Endpoints;

/// <summary>The arguments of a request by name. Views of objects are made once, so every filter sees the same instance.</summary>
sealed class OperationArguments(string method, JObject values)
{
    private readonly Dictionary<string, VersionedObject?> _objects = [];

    /// <summary>As they came.</summary>
    public JObject Values => values;

    public bool Has(string name) => values[name] is { Type: not JTokenType.Null };

    /// <summary>The argument, or null when it is absent or None.</summary>
    public JToken? Optional(string name) => values[name] is { Type: not JTokenType.Null } value ? value : null;

    public string Text(string name) => Optional(name) is JValue { Type: JTokenType.String } value ? (string)value! : throw Wrong(name, "a string");

    public string? OptionalText(string name) => Optional(name) is null ? null : Text(name);

    public bool Boolean(string name) => Optional(name) is JValue { Type: JTokenType.Boolean } value ? (bool)value : throw Wrong(name, "a boolean");

    public int Integer(string name) => Optional(name) is JValue { Type: JTokenType.Integer } value ? (int)value : throw Wrong(name, "an integer");

    public T Object<T>(string name)
        where T : VersionedObject, IVersionedObject<T>
        => OptionalObject<T>(name) ?? throw Wrong(name, $"a {T.ObjectClass}");

    public T? OptionalObject<T>(string name)
        where T : VersionedObject, IVersionedObject<T>
    {
        if (Optional(name) is not { } value)
            return null;
        if (!_objects.TryGetValue(name, out var view))
        {
            if (value is not JObject envelope || !VersionedObject.IsObject(envelope))
                throw Wrong(name, $"a {T.ObjectClass}");
            _objects[name] = view = T.View(envelope);
        }
        return view as T ?? throw Wrong(name, $"a {T.ObjectClass}");
    }

    private RpcArgumentException Wrong(string name, string wanted) =>
        new($"{method}() argument '{name}' must be {wanted}, not {values[name]?.Type.ToString() ?? "missing"}");
}
