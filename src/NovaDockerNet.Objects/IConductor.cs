using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects;

/// <summary>
/// The indirection API: every read and write of nova's database is a call to the conductor (nova/conductor/manager.py).
/// Failures surface as <see cref="Exceptions.NovaException"/> where the class is known.
/// </summary>
public interface IConductor
{
    /// <summary>The release spoken: versions of the objects sent and the manifests asked with.</summary>
    NovaProfile Profile { get; }

    /// <summary>object_class_action_versions; the profile's manifest of the object is added.</summary>
    Task<JToken?> ClassActionAsync(
        RequestContext context, string objectName, string method, JArray args, JObject kwargs, CancellationToken ct);

    /// <summary>object_action: sends the object, applies the updates of the answer to it and returns the method's result.</summary>
    Task<JToken?> ObjectActionAsync(
        RequestContext context, VersionedObject instance, string method, JArray args, JObject kwargs, CancellationToken ct);

    /// <summary>object_backport_versions: the same object at versions this release knows.</summary>
    Task<JToken> BackportAsync(RequestContext context, JObject primitive, CancellationToken ct);
}
