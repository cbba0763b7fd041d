using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects;

/// <summary>Typed forms of the conductor's calls, used by the remote methods of the objects.</summary>
public static class ConductorCalls
{
    /// <summary>A class method that answers with an object.</summary>
    public static async Task<T> GetAsync<T>(
        this IConductor conductor, RequestContext context, string method, JArray args, JObject kwargs, CancellationToken ct)
        where T : VersionedObject, IVersionedObject<T>
        => await conductor.FindAsync<T>(context, method, args, kwargs, ct)
           ?? throw new ObjectFormatException($"{T.ObjectClass}.{method} answered null where an object belongs.");

    /// <summary>A class method that answers with an object or null.</summary>
    public static async Task<T?> FindAsync<T>(
        this IConductor conductor, RequestContext context, string method, JArray args, JObject kwargs, CancellationToken ct)
        where T : VersionedObject, IVersionedObject<T>
        => await conductor.ClassActionAsync(context, T.ObjectClass, method, args, kwargs, ct) switch
        {
            null or { Type: JTokenType.Null } => null,
            JObject envelope => T.View(envelope),
            { } other => throw new ObjectFormatException($"{T.ObjectClass}.{method} answered a JSON {other.Type} where an object belongs."),
        };

    /// <summary>An instance method without arguments whose result does not matter.</summary>
    public static Task ActAsync(this IConductor conductor, RequestContext context, VersionedObject subject, string method, CancellationToken ct) =>
        conductor.ObjectActionAsync(context, subject, method, [], [], ct);

    internal static JToken Attributes(IReadOnlyCollection<string>? names) => names is null ? JValue.CreateNull() : new JArray(names);
}
